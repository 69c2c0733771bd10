import { createConnection, Socket } from "node:net";
import { getSystemErrorName } from "node:util";
import type { IcmpAnswer } from "../evidence/index.ts";
import { type Dial, type DialEnd, dialTcp, KernelError } from "../sys/index.ts";
import { type ConnectFailure, nameFailure } from "./tcp-outcome.ts";

/** What a connection attempt came to. */
export interface Dialled {
  readonly socket: Socket | null;
  readonly failure: ConnectFailure | null;
  /** The ICMP message that ended it; `null` where none did; `undefined` where the system does not tell. */
  readonly icmp: IcmpAnswer | null | undefined;
}

/** Where to connect to, numeric, and from. */
export interface DialAsked {
  readonly address: string;
  readonly port: number;
  readonly localAddress?: string;
}

/** ICMP codes by which a filter says that it forbids. RFC 1122, section 3.2.2.1; RFC 1812, section 5.2.7.1; RFC 4443, section 3.1. */
const forbidden: Readonly<Record<4 | 6, { readonly type: number; readonly codes: readonly number[] }>> = {
  4: { type: 3, codes: [9, 10, 13] },
  6: { type: 1, codes: [1, 5, 6] },
};

/** A connection in the making. */
export interface Dialling {
  /** `null` where the kernel chose none; `undefined` where it is not known yet. */
  readonly localPort?: number | null;
  close(): void;
}

/**
 * Begins a connection by the kernel's own calls, which tell who refused it; by Node's where those cannot be had. Nothing bounds it
 * but `close()`.
 */
export function dial(asked: DialAsked, onEnd: (dialled: Dialled) => void): Dialling {
  let native: Dial;
  try {
    native = dialTcp(asked, (end) => onEnd(read(end, asked)));
  } catch (error) {
    if (error instanceof KernelError) {
      const failed = setImmediate(() => onEnd({ ...failedBy(error.errno, true), icmp: null }));
      return { close: () => clearImmediate(failed) };
    }
    return dialByNode(asked, onEnd);
  }
  return native;
}

function read(end: DialEnd, { address }: DialAsked): Dialled {
  if (end.outcome === "connected") {
    const socket = new Socket({ fd: end.fd, readable: true, writable: true });
    return { socket, failure: null, icmp: null };
  }
  const { errno, atOnce, icmp } = end;
  if (icmp === null) return { ...failedBy(errno, atOnce), icmp: null };
  const answer = {
    from: icmp.offender,
    isFromTarget: icmp.offender === address,
    type: icmp.type,
    code: icmp.code,
  };
  const failed = failedBy(errno, atOnce);
  const { type, codes } = forbidden[address.includes(":") ? 6 : 4];
  const isForbidden = icmp.type === type && codes.includes(icmp.code);
  const failure = isForbidden ? { ...failed.failure, outcome: "prohibited" as const } : failed.failure;
  return { socket: null, failure, icmp: answer };
}

function failedBy(
  errno: number,
  atOnce: boolean,
): { readonly socket: null; readonly failure: ConnectFailure } {
  const code = getSystemErrorName(-errno);
  // Node marks what connect(2) itself refused in this way.
  const message = atOnce ? `connect ${code} - Local (address:0)` : `connect ${code}`;
  return { socket: null, failure: nameFailure({ code, message }) };
}

function dialByNode({ address, port, localAddress }: DialAsked, onEnd: (dialled: Dialled) => void) {
  const socket = createConnection({
    host: address,
    port,
    autoSelectFamily: false,
    noDelay: true,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  socket.once("connect", () => onEnd({ socket, failure: null, icmp: undefined }));
  socket.on("error", (error) => onEnd({ socket: null, failure: nameFailure(error), icmp: undefined }));
  return { close: () => void socket.destroy() };
}
