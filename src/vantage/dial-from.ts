import { Socket } from "node:net";
import type { Ms } from "../base/index.ts";
import { type Dial, dialTcp, KernelError } from "../sys/index.ts";
import type { Vantage } from "./vantage.ts";

/** Where a connection goes, and what ends the wait for it. */
export interface DialAsked {
  /** Numeric. */
  readonly address: string;
  readonly port: number;
  readonly timeout: Ms;
  readonly signal: AbortSignal;
}

/**
 * A TCP connection from the network namespace of a vantage, which the caller then owns; `null` where none comes about: refused, silent,
 * out of reach, or the vantage is another host. Never throws.
 */
export function dialFrom(
  vantage: Pick<Vantage, "inside">,
  { address, port, timeout, signal }: DialAsked,
): Promise<Socket | null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null);
    let dial: Dial | null = null;
    const end = (socket: Socket | null) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(socket);
    };
    const stop = () => {
      dial?.close();
      end(null);
    };
    const timer = setTimeout(stop, timeout);
    signal.addEventListener("abort", stop);
    try {
      dial = vantage.inside(() =>
        dialTcp({ address, port }, (ended) =>
          end(
            ended.outcome === "connected"
              ? new Socket({ fd: ended.fd, readable: true, writable: true })
              : null,
          ),
        ),
      );
      if (dial === null) stop();
    } catch (error) {
      // No socket of that family can be had there.
      if (!(error instanceof KernelError)) throw error;
      stop();
    }
  });
}
