import { type EpochMs, familyOf } from "../base/index.ts";
import { MessageReader } from "./error-queue.ts";
import type { QueuedError } from "./error-queue-control.ts";
import { KernelError, libc, watchFd } from "./libc.ts";
import { int32, openAttentive, ownEnd, setTtl } from "./probe-socket.ts";
import { encodeSocketAddress } from "./probe-socket-address.ts";

/** How a connection that was tried with a small TTL ended. */
export interface ConnectEnd {
  readonly outcome: "connected" | "refused" | "icmp" | "failed";
  /** errno of SO_ERROR; zero where it connected. */
  readonly errno: number;
  readonly error: QueuedError | null;
  readonly at: EpochMs;
  readonly returnTtl: number | null;
}

/** A connection that is being tried. */
export interface ConnectTry {
  readonly localAddress: string;
  readonly localPort: number;
  /** When the first SYN went out, by the wall clock. */
  readonly startedAt: EpochMs;
  /** Gives up, without a word to the peer where nothing was answered, by a reset where it was. */
  close(): void;
}

const SOCK_STREAM = 1;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_ERROR = 4;
const SO_LINGER = 13;
const EINPROGRESS = 115;
const ECONNREFUSED = 111;

/**
 * connect(2) with a TTL: needs no capability. A fixed source port makes one flow of several tries, one after the other.
 *
 * @param localPort 0 lets the kernel choose.
 * @throws KernelError where the kernel refuses at once.
 */
export function connectWithTtl(
  asked: {
    readonly address: string;
    readonly port: number;
    readonly localPort: number;
    readonly ttl: number;
  },
  onEnd: (end: ConnectEnd) => void,
): ConnectTry {
  const family = familyOf(asked.address);
  const fd = openAttentive(family, SOCK_STREAM, 6);
  let startedAt: EpochMs;
  try {
    setTtl(fd, family, asked.ttl);
    libc.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, int32(1));
    // A bare connect is ended by RST: nothing waits in TIME_WAIT, and the next try may use the same port.
    libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]));
    libc.bind(fd, encodeSocketAddress(family === 4 ? "0.0.0.0" : "::", asked.localPort));
    startedAt = libc.realtime();
    const failure = libc.connect(fd, encodeSocketAddress(asked.address, asked.port));
    if (failure < 0 && failure !== -EINPROGRESS) throw new KernelError("connect", -failure);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  const own = ownEnd(fd);
  const reader = new MessageReader();
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    watch.close();
    libc.close(fd);
  };
  const watch = watchFd(fd, { readable: true, writable: true }, () => {
    const now = libc.realtime();
    // First of all: any recvmsg(2) takes the error away.
    const value = new Uint8Array(4);
    libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, value);
    const errno = new DataView(value.buffer).getInt32(0, true);
    const [message] = reader.drain(fd);
    const error = message?.error ?? null;
    const end: ConnectEnd = {
      outcome:
        error?.origin === "icmp"
          ? "icmp"
          : errno === 0
            ? "connected"
            : errno === ECONNREFUSED
              ? "refused"
              : "failed",
      errno,
      error,
      at: message?.receivedAt ?? now,
      returnTtl: message?.ttl ?? null,
    };
    close();
    onEnd(end);
  });
  return { localAddress: own.address, localPort: own.port, startedAt, close };
}
