import { familyOf } from "../base/index.ts";
import type { TcpInfoRead } from "../wire/index.ts";
import { MessageReader } from "./error-queue.ts";
import type { QueuedError } from "./error-queue-control.ts";
import { type Fd, libc, watchFd } from "./libc.ts";
import { int32, ownEnd } from "./probe-socket.ts";
import { AF, encodeSocketAddress } from "./probe-socket-address.ts";
import { readTcpInfo } from "./tcp-info.ts";

/** How connect(2) ended. */
export type DialEnd =
  /** The caller owns the descriptor from here on. */
  | { readonly outcome: "connected"; readonly fd: Fd }
  | {
      readonly outcome: "failed";
      /** Of SO_ERROR, or of connect(2) itself. errno(3). */
      readonly errno: number;
      /** connect(2) refused on the spot: nothing was sent. */
      readonly atOnce: boolean;
      /** The ICMP message that ended it, and who sent it; `null` where none did: an RST, or this host's own word. */
      readonly icmp: QueuedError | null;
    };

/** A connection in the making. */
export interface Dial {
  readonly localAddress: string | null;
  readonly localPort: number | null;
  /** What the kernel knows of it now; `null` once it has ended. */
  info(): TcpInfoRead | null;
  /** Gives up: nothing is left behind, and `onEnd` is not called any more. */
  close(): void;
}

const SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x8_0000;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const EINPROGRESS = 115;
const receiveError = { 4: { level: 0, name: 11 }, 6: { level: 41, name: 25 } } as const;

/**
 * connect(2) that is told which ICMP message ended it: the errno alone does not tell an RST from a filter's refusal. The error
 * queue is closed again once connected, so that the connection then behaves like any other's. ip(7), IP_RECVERR; tcp(7).
 *
 * @param onEnd Called once, never before this function has returned.
 * @throws KernelError where not even a socket can be had.
 */
export function dialTcp(
  {
    address,
    port,
    localAddress,
  }: { readonly address: string; readonly port: number; readonly localAddress?: string },
  onEnd: (end: DialEnd) => void,
): Dial {
  const family = familyOf(address);
  const { level, name } = receiveError[family];
  const fd = libc.socket(family === 4 ? AF.inet : AF.inet6, SOCK_STREAM_NONBLOCK_CLOEXEC, IPPROTO_TCP);
  let failure: number;
  try {
    libc.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, int32(1));
    libc.setsockopt(fd, level, name, int32(1));
    if (localAddress !== undefined) libc.bind(fd, encodeSocketAddress(localAddress, 0));
    failure = libc.connect(fd, encodeSocketAddress(address, port));
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  if (failure < 0 && failure !== -EINPROGRESS) {
    libc.close(fd);
    const immediate = setImmediate(() =>
      onEnd({ outcome: "failed", errno: -failure, atOnce: true, icmp: null }),
    );
    return { localAddress: null, localPort: null, info: () => null, close: () => clearImmediate(immediate) };
  }
  let isOpen = true;
  const forget = () => {
    isOpen = false;
    watch.close();
  };
  const watch = watchFd(fd, { readable: true, writable: true }, () => {
    const errno = pendingError(fd);
    const icmp = errorOf(fd);
    // The first event of a socket that still connects: neither an error nor writable. Wait on.
    if (errno === 0 && icmp === null && readTcpInfo(fd)?.state === "SYN_SENT") return;
    forget();
    if (errno === 0) {
      libc.setsockopt(fd, level, name, int32(0));
      onEnd({ outcome: "connected", fd });
      return;
    }
    libc.close(fd);
    onEnd({ outcome: "failed", errno, atOnce: false, icmp });
  });
  const own = ownEnd(fd);
  return {
    localAddress: own.address,
    localPort: own.port,
    info: () => (isOpen ? readTcpInfo(fd) : null),
    close() {
      if (!isOpen) return;
      forget();
      libc.close(fd);
    },
  };
}

function pendingError(fd: Fd): number {
  const value = new Uint8Array(4);
  libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, value);
  return new DataView(value.buffer).getInt32(0, true);
}

/** The last ICMP error that is queued: the one that ended the connect. */
function errorOf(fd: Fd): QueuedError | null {
  const errors = [...new MessageReader().errors(fd)].map(({ error }) => error);
  return errors.findLast((error) => error?.origin === "icmp") ?? null;
}
