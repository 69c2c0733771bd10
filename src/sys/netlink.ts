import {
  decodeDone,
  decodeRefusal,
  encodeMessage,
  type MessageSpan,
  netlinkControl,
  netlinkFlag,
  walkMessages,
} from "../wire/index.ts";
import { KernelError, libc } from "./libc.ts";

/** A request of the kernel. */
export interface NetlinkRequest {
  /** What a refusal is called: `RTM_GETROUTE`. */
  readonly call: string;
  readonly type: number;
  readonly body: Uint8Array;
}

/** Who takes the rows of a dump. */
export interface DumpSink {
  /** What came so far is void: the table changed meanwhile, and is dumped again. Also called at the start. */
  readonly begin: () => void;
  /** One row, in a buffer that is used again afterwards; so is the object that says where. */
  readonly row: (view: DataView, at: MessageSpan) => void;
}

/**
 * A netlink socket of the network namespace that it was opened in, wherever its thread goes afterwards. Calls block for
 * what the kernel computes, and at most for two seconds.
 */
export interface Netlink extends Disposable {
  /** One question with one answer: its payload. @throws NetlinkRefusal */
  ask(request: NetlinkRequest): Uint8Array;
  /** A whole table. @throws NetlinkRefusal; KernelError with EINTR where it changed during each of four dumps. */
  dump(request: NetlinkRequest, sink: DumpSink): void;
  close(): void;
}

/** What the kernel refused, in its own words where it has some. */
export class NetlinkRefusal extends KernelError {
  readonly explanation: string | null;

  constructor(call: string, errno: number, explanation: string | null) {
    super(call, errno);
    this.explanation = explanation;
    if (explanation !== null) this.message += `: ${explanation}`;
  }
}

/** netlink(7): NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_NETFILTER. */
const protocols = { route: 0, "sock-diag": 4, netfilter: 12 } as const;
const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVTIMEO = 20;
const SOL_NETLINK = 270;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const NETLINK_GET_STRICT_CHK = 12;
const MSG_TRUNC = 0x20;
/** No descriptor: EBADF. */
const CLOSED = -1;
const errno = { interrupted: 4, again: 11, noBuffers: 105, messageSize: 90, timedOut: 110 } as const;

/** A batch of a dump has at most 32 KiB (net/netlink/af_netlink.c); one message of a link with many functions may be longer. */
const BUFFER_OCTETS = 256 * 1024;
/** The kernel answers at once or never: this bounds "never". Seconds. */
const PATIENCE = 2;
/** A table that changes while it is read is read again so often: then it changes all the time. */
const REPEATS = 3;
/** Signals interrupt a wait; so many in a row are no accident. */
const MOST_INTERRUPTIONS = 100;

/** The buffer of all sockets: nothing of it is used after a call has returned. */
const shared = new Uint8Array(BUFFER_OCTETS);
const sharedView = new DataView(shared.buffer);
let isSharedTaken = false;

/**
 * Opens a netlink socket in the namespace that the thread is in: within `inNamespace()`, in that one.
 *
 * @throws KernelError: EPROTONOSUPPORT where the kernel has no such tables, see `isTableAbsent()`.
 */
export function openNetlink(family: keyof typeof protocols): Netlink {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocols[family]);
  try {
    const patience = new Uint8Array(16);
    patience[0] = PATIENCE;
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, patience);
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, Uint8Array.of(0, 0, 16, 0));
    for (const option of [NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK]) prefer(fd, option);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  return netlinkOf(fd);
}

/** Options that younger kernels have; without them refusals have no words, and filters are ignored. */
function prefer(fd: number, option: number): void {
  try {
    libc.setsockopt(fd, SOL_NETLINK, option, Uint8Array.of(1, 0, 0, 0));
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
  }
}

function netlinkOf(opened: number): Netlink {
  // The number is somebody else's as soon as it is closed.
  let fd = opened;
  let sequence = 0;
  const send = (request: NetlinkRequest, flags: number): number => {
    sequence = (sequence + 1) >>> 0;
    const message = encodeMessage({ type: request.type, flags, sequence }, request.body);
    const sent = libc.send(fd, message);
    if (sent < 0) throw new NetlinkRefusal(request.call, -sent, null);
    return sequence;
  };
  const close = (): void => {
    if (fd !== CLOSED) libc.close(fd);
    fd = CLOSED;
  };
  return {
    ask(request) {
      let answer: Uint8Array | null = null;
      const mine = send(request, netlinkFlag.request);
      withBuffer((buffer, view) => {
        while (answer === null) {
          const octets = receive(fd, buffer, request.call);
          if (octets === null) throw new KernelError(request.call, errno.noBuffers);
          walkMessages(view, octets, ({ type, flags, sequence: of, from, to }) => {
            if (of !== mine) return;
            const payload = buffer.slice(from, to);
            if (type === netlinkControl.error) throwRefusal(request.call, decodeRefusal(payload, flags));
            answer ??= payload;
          });
        }
      });
      return answer ?? new Uint8Array(0);
    },
    dump(request, sink) {
      withBuffer((buffer, view) => {
        for (let repeat = 0; repeat <= REPEATS; repeat += 1) {
          sink.begin();
          const mine = send(request, netlinkFlag.request | netlinkFlag.dump);
          if (drain({ fd, buffer, view, sequence: mine, call: request.call }, sink)) return;
        }
        throw new KernelError(request.call, errno.interrupted);
      });
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** Reads a dump to its end, whatever happens within it. False where it is not of one moment. */
function drain(
  on: {
    readonly fd: number;
    readonly buffer: Uint8Array;
    readonly view: DataView;
    readonly sequence: number;
    readonly call: string;
  },
  sink: DumpSink,
): boolean {
  let isWhole = true;
  for (let isDone = false; !isDone; ) {
    const octets = receive(on.fd, on.buffer, on.call);
    if (octets === null) {
      // Rows were lost, yet the kernel goes on; the next receive continues the dump.
      isWhole = false;
      continue;
    }
    walkMessages(on.view, octets, (message) => {
      const { type, flags, sequence, from, to } = message;
      if (sequence !== on.sequence || isDone) return;
      if ((flags & netlinkFlag.dumpInterrupted) !== 0) isWhole = false;
      if (type === netlinkControl.error) {
        throwRefusal(on.call, decodeRefusal(on.buffer.slice(from, to), flags));
      } else if (type === netlinkControl.done) {
        isDone = true;
        throwRefusal(on.call, decodeDone(on.buffer.slice(from, to), flags));
      } else if (type > netlinkControl.overrun) sink.row(on.view, message);
    });
  }
  return isWhole;
}

function throwRefusal(
  call: string,
  refusal: { readonly errno: number; readonly explanation: string | null },
): void {
  if (refusal.errno !== 0) throw new NetlinkRefusal(call, refusal.errno, refusal.explanation);
}

/** One datagram's octets; `null` where the kernel dropped some for want of room. */
function receive(fd: number, buffer: Uint8Array, call: string): number | null {
  for (let interruptions = 0; interruptions < MOST_INTERRUPTIONS; interruptions += 1) {
    const octets = libc.recv(fd, buffer, MSG_TRUNC);
    if (octets > buffer.length) throw new KernelError(call, errno.messageSize);
    if (octets >= 0) return octets;
    if (octets === -errno.noBuffers) return null;
    if (octets === -errno.again) throw new KernelError(call, errno.timedOut);
    if (octets !== -errno.interrupted) throw new KernelError(call, -octets);
  }
  throw new KernelError(call, errno.interrupted);
}

/** Lends the shared buffer; a request from within a dump's sink gets one of its own. */
function withBuffer(work: (buffer: Uint8Array, view: DataView) => void): void {
  if (isSharedTaken) {
    const own = new Uint8Array(BUFFER_OCTETS);
    work(own, new DataView(own.buffer));
    return;
  }
  isSharedTaken = true;
  try {
    work(shared, sharedView);
  } finally {
    isSharedTaken = false;
  }
}

/**
 * Whether a refusal says that this kernel has no such table, rather than that we may not see it: ENOENT,
 * EPROTONOSUPPORT, EOPNOTSUPP, EAFNOSUPPORT.
 */
export const isTableAbsent = (error: unknown): boolean =>
  error instanceof KernelError && [2, 93, 95, 97].includes(error.errno);
