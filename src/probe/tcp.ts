import type { Socket } from "node:net";
import type { Ms } from "../base/index.ts";
import { type Evidence, startOf, type TcpConnect } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { type CounterSource, countBetween, ownCounters } from "./tcp-counts.ts";
import { type Dialled, dial } from "./tcp-dial.ts";
import { watchPeer } from "./tcp-watch.ts";

/** Where a connection goes. */
export interface TcpTarget {
  /** Numeric IPv4 or IPv6 address. */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
  /** The port that the request asks for, and not another one of the same address. */
  readonly isTargetPort: boolean;
  /** Address to send from; the kernel chooses when it is left out. */
  readonly localAddress?: string;
}

/** The record of an attempt, and the open connection where there is one: the caller closes it. */
export interface OpenedTcp {
  readonly record: Evidence<"tcp-connect">;
  readonly socket: Socket | null;
}

/** What a test or a caller with another view may set. */
export interface TcpOptions {
  /** Where the host's counters are read before and after; the process's own network namespace unless given. */
  readonly counters?: CounterSource;
}

/**
 * Opens one TCP connection and records what came of it. A connection that fails is an outcome, not an error.
 *
 * The socket that is given back swallows `error` events that nobody listens to, so that a late reset ends no process.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 * @see RFC 9293, section 3.5 (handshake) and 3.5.2 (when a host answers with RST)
 */
export async function openTcp(
  target: TcpTarget,
  context: ProbeContext,
  options: TcpOptions = {},
): Promise<OpenedTcp> {
  const { socket, keep } = await attempt(target, context, options);
  return { record: keep(null), socket };
}

/**
 * Opens one TCP connection, sees for `watch` whether the peer keeps it open, and closes it with a FIN.
 *
 * @param watch Zero, the default, looks at nothing and records `afterwards: null`.
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function connectOnly(
  target: TcpTarget,
  context: ProbeContext,
  options: TcpOptions & { readonly watch?: Ms } = {},
): Promise<Evidence<"tcp-connect">> {
  const { socket, keep } = await attempt(target, context, options);
  try {
    const watch = options.watch ?? 0;
    return keep(socket === null || watch <= 0 ? null : await watchPeer(socket, watch, context.signal));
  } finally {
    socket?.destroySoon();
  }
}

/** One attempt, and how to take it down once its afterwards is known. */
async function attempt(
  target: TcpTarget,
  context: ProbeContext,
  { counters = ownCounters }: TcpOptions,
): Promise<{
  readonly socket: Socket | null;
  readonly keep: (afterwards: TcpConnect["afterwards"]) => Evidence<"tcp-connect">;
}> {
  const { clock, recorder, timeout } = context;
  const before = await counters();
  const { observedAt, ticks } = startOf(clock);
  const { socket, failure, icmp, localPort } = await connect(target, context);
  const took = clock.ticks() - ticks;
  const localAddress = socket?.localAddress ?? target.localAddress ?? null;
  const counted = countBetween(before, await counters(), target.address);
  const keep = (afterwards: TcpConnect["afterwards"]) =>
    recorder.record(
      "tcp-connect",
      {
        address: target.address,
        port: target.port,
        localAddress,
        ...(localPort === undefined ? {} : { localPort }),
        outcome: failure === null ? "connected" : failure.outcome,
        handshake: failure === null ? took : null,
        errno: failure?.errno ?? null,
        isTargetPort: target.isTargetPort,
        ...(icmp === undefined ? {} : { icmp }),
        icmpErrorCounted: isAboveZero(counted?.icmpErrorsIn ?? null),
        counted,
        afterwards,
      },
      {
        boundary: "tcp",
        by: "probe",
        purpose: context.purpose,
        ...(context.attempt === undefined ? {} : { attempt: context.attempt }),
        observedAt,
        took,
        command: `nc -vz -w ${Math.max(1, Math.ceil(timeout / 1000))} ${target.address} ${target.port}`,
      },
    );
  return { socket, keep };
}

const isAboveZero = (count: number | null): boolean | null => (count === null ? null : count > 0);

/** connect(2), bounded by the deadline and by the user's wish to stop. */
function connect(
  target: TcpTarget,
  { signal, timeout }: ProbeContext,
): Promise<Dialled & { readonly localPort: number | null | undefined }> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let isOver = false;
    const end = (dialled: Dialled) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      if (dialled.failure !== null) dialling.close();
      // After the handshake an error finds nobody listening, and ends no process.
      dialled.socket?.on("error", () => {});
      resolve({ ...dialled, localPort: dialling.localPort ?? dialled.socket?.localPort });
    };
    const stop = () => {
      isOver = true;
      clearTimeout(timer);
      dialling.close();
      reject(signal.reason);
    };
    const dialling = dial(target, end);
    // Our own deadline is far shorter than the kernel's two minutes of SYN retries: no errno speaks then.
    const silent: Dialled = { socket: null, failure: { outcome: "timed-out", errno: null }, icmp: null };
    const timer = setTimeout(() => end(silent), timeout);
    signal.addEventListener("abort", stop, { once: true });
  });
}
