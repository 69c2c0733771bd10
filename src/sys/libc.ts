import koffi from "koffi";
import type { EpochMs } from "../base/index.ts";

/** A file descriptor of this process. */
export type Fd = number;

/** Memory that a C function reads or writes in place. */
type Memory = Uint8Array | null;

// glibc and musl both answer to this name, the first as a linker script's target that the process has loaded already.
const library = koffi.load(null);

const socketOf = library.func("int socket(int family, int type, int protocol)");
const bindTo = library.func("int bind(int fd, const void *address, uint32_t length)");
const connectTo = library.func("int connect(int fd, const void *address, uint32_t length)");
const sendTo = library.func(
  "long sendto(int fd, const void *data, size_t length, int flags, const void *address, uint32_t addressLength)",
);
const recvOf = library.func("long recv(int fd, void *data, size_t length, int flags)");
const recvmsgOf = library.func("long recvmsg(int fd, void *message, int flags)");
const sendmsgOf = library.func("long sendmsg(int fd, const void *message, int flags)");
const setsockoptOf = library.func(
  "int setsockopt(int fd, int level, int name, const void *value, uint32_t length)",
);
const getsockoptOf = library.func("int getsockopt(int fd, int level, int name, void *value, void *length)");
const getsocknameOf = library.func("int getsockname(int fd, void *address, void *length)");
const ioctlOf = library.func("int ioctl(int fd, unsigned long request, void *argument)");
const openOf = library.func("int open(const char *path, int flags, int mode)");
const readOf = library.func("long read(int fd, void *data, size_t length)");
const writeOf = library.func("long write(int fd, const void *data, size_t length)");
const closeOf = library.func("int close(int fd)");
const prctlOf = library.func(
  "int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)",
);
const setnsOf = library.func("int setns(int fd, int kind)");
const mmapOf = library.func(
  "void *mmap(void *address, size_t length, int protection, int flags, int fd, long offset)",
);
const munmapOf = library.func("int munmap(void *address, size_t length)");
const clockOf = library.func("int clock_gettime(int clock, void *time)");
const timerfdCreateOf = library.func("int timerfd_create(int clock, int flags)");
const timerfdSettimeOf = library.func(
  "int timerfd_settime(int fd, int flags, const void *value, void *before)",
);

/** Where clock_gettime(2) writes. */
const timespec = new BigInt64Array(2);

// The calls of the mount interface of Linux 5.2 have the same numbers everywhere, and no name in glibc before 2.36.
const [FSOPEN, FSCONFIG, FSMOUNT] = [430, 431, 432];
const fsopenOf = library.func("syscall", "long", ["long", "str", "uint32_t"]);
const fsconfigOf = library.func("syscall", "long", ["long", "int", "uint32_t", "str", "str", "int"]);
const fsmountOf = library.func("syscall", "long", ["long", "int", "uint32_t", "uint32_t"]);

/** What the kernel refused, with its number. errno(3). */
export class KernelError extends Error {
  override readonly name = "KernelError";
  /** The system call: `setns`. */
  readonly call: string;
  readonly errno: number;

  constructor(call: string, errno: number) {
    super(`${call} failed with errno ${errno}`);
    this.call = call;
    this.errno = errno;
  }
}

/** @throws KernelError where a call gave a negative number. */
function checked(call: string, result: number): number {
  if (result < 0) throw new KernelError(call, koffi.errno());
  return result;
}

/** The result, or the negative errno, as the kernel itself gives them: for calls whose refusal is an answer. */
const orErrno = (result: number): number => (result < 0 ? -koffi.errno() : result);

/**
 * The C library, as thin as it can be: buffers in, numbers out. All calls return at once or block the thread: sockets are
 * opened with SOCK_NONBLOCK and waited for by `watchFd()`.
 */
export const libc = {
  /** @throws KernelError. socket(2). */
  socket: (family: number, type: number, protocol: number): Fd =>
    checked("socket", socketOf(family, type, protocol)),
  /** @throws KernelError. bind(2). */
  bind: (fd: Fd, address: Uint8Array): void => void checked("bind", bindTo(fd, address, address.length)),
  /** 0, or the negative errno: -115 (EINPROGRESS) on a non-blocking TCP socket. connect(2). */
  connect: (fd: Fd, address: Uint8Array): number => orErrno(connectTo(fd, address, address.length)),
  /** Octets sent, or the negative errno. sendto(2). */
  send: (fd: Fd, data: Uint8Array, address: Uint8Array | null = null, flags = 0): number =>
    orErrno(sendTo(fd, data, data.length, flags, address, address?.length ?? 0)),
  /** Octets received, or the negative errno: -11 (EAGAIN) where there is nothing. recv(2). */
  recv: (fd: Fd, into: Uint8Array, flags = 0): number => orErrno(recvOf(fd, into, into.length, flags)),
  /**
   * Octets received, or the negative errno. recvmsg(2).
   *
   * @param message A `struct msghdr`; what its pointers lead to must be kept alive by the caller.
   */
  recvmsg: (fd: Fd, message: Uint8Array, flags: number): number => orErrno(recvmsgOf(fd, message, flags)),
  /** Octets sent, or the negative errno. sendmsg(2). */
  sendmsg: (fd: Fd, message: Uint8Array, flags: number): number => orErrno(sendmsgOf(fd, message, flags)),
  /** @throws KernelError. setsockopt(2). */
  setsockopt: (fd: Fd, level: number, name: number, value: Uint8Array): void =>
    void checked("setsockopt", setsockoptOf(fd, level, name, value, value.length)),
  /** Octets of the answer; the value itself is written to `into`. @throws KernelError. getsockopt(2). */
  getsockopt(fd: Fd, level: number, name: number, into: Uint8Array): number {
    const length = new Uint32Array([into.length]);
    checked("getsockopt", getsockoptOf(fd, level, name, into, length));
    return length[0] ?? 0;
  },
  /** Octets of the address that is written to `into`. @throws KernelError. getsockname(2). */
  getsockname(fd: Fd, into: Uint8Array): number {
    const length = new Uint32Array([into.length]);
    checked("getsockname", getsocknameOf(fd, into, length));
    return length[0] ?? 0;
  },
  /** @throws KernelError. ioctl(2). */
  ioctl: (fd: Fd, request: number, argument: Memory): number =>
    checked("ioctl", ioctlOf(fd, request, argument)),
  /** @throws KernelError. open(2). */
  open: (path: string, flags: number): Fd => checked("open", openOf(path, flags, 0)),
  /** Octets read, 0 at the end, or the negative errno. read(2). */
  read: (fd: Fd, into: Uint8Array): number => orErrno(readOf(fd, into, into.length)),
  /** Octets written, or the negative errno. write(2). */
  write: (fd: Fd, data: Uint8Array): number => orErrno(writeOf(fd, data, data.length)),
  /** Never throws: a descriptor is gone whatever close(2) says. */
  close: (fd: Fd): void => void closeOf(fd),
  /** @throws KernelError. prctl(2). */
  prctl: (option: number, value: number): void => void checked("prctl", prctlOf(option, value, 0, 0, 0)),
  /** Moves the calling thread, and no other, into a namespace. @throws KernelError. setns(2). */
  setns: (fd: Fd, kind: number): void => void checked("setns", setnsOf(fd, kind)),
  /** Memory shared with the kernel; not to be touched after `unmap()`. @throws KernelError. mmap(2). */
  map(fd: Fd, octets: number): { readonly memory: ArrayBuffer; readonly unmap: () => void } {
    const READ_WRITE = 3;
    const SHARED_LOCKED = 0x2001;
    const place: unknown = mmapOf(null, octets, READ_WRITE, SHARED_LOCKED, fd, 0);
    if (koffi.address(place) === 0xffff_ffff_ffff_ffffn) throw new KernelError("mmap", koffi.errno());
    return { memory: koffi.view(place, octets), unmap: () => void munmapOf(place, octets) };
  },
  /** Wall clock, as the kernel stamps packets with it. CLOCK_REALTIME, clock_gettime(2). */
  realtime(): EpochMs {
    clockOf(0, timespec);
    return Number(timespec[0] ?? 0n) * 1000 + Number(timespec[1] ?? 0n) / 1e6;
  },
  /**
   * Mounts a file system nowhere: it is seen through /proc/self/fd/N alone, and gone when the descriptor is closed or the process
   * ends. @throws KernelError. fsopen(2), fsmount(2).
   */
  mountNowhere(kind: string): Fd {
    const [CLOEXEC, CREATE] = [1, 6];
    const context = checked("fsopen", Number(fsopenOf(FSOPEN, kind, CLOEXEC)));
    try {
      checked("fsconfig", Number(fsconfigOf(FSCONFIG, context, CREATE, null, null, 0)));
      return checked("fsmount", Number(fsmountOf(FSMOUNT, context, CLOEXEC, 0)));
    } finally {
      closeOf(context);
    }
  },
  /** @throws KernelError. timerfd_create(2). */
  timerfd: (clock: number, flags: number): Fd => checked("timerfd_create", timerfdCreateOf(clock, flags)),
  /** @param value A `struct itimerspec`. @throws KernelError. timerfd_settime(2). */
  timerfdSet: (fd: Fd, flags: number, value: Uint8Array): void =>
    void checked("timerfd_settime", timerfdSettimeOf(fd, flags, value, null)),
  /** Where a buffer lies. It is not kept alive by this: whoever writes the address down holds the buffer as well. */
  address: (memory: Uint8Array): bigint => BigInt(koffi.address(memory)),
} as const;

/** Calls back whenever a descriptor is ready, until closed. */
export interface FdWatch {
  close(): void;
}

/** koffi's handles are collected as garbage unless somebody holds them. */
const watched = new Set<unknown>();

/**
 * Watches a descriptor with the event loop, without a thread. An error on it (POLLERR) is told once by libuv, which then
 * stops: the watch starts again by itself, so that each error of an error queue is told.
 *
 * @param onReady Called on each readiness; whoever is called reads until EAGAIN.
 */
export function watchFd(
  fd: Fd,
  wants: { readonly readable?: boolean; readonly writable?: boolean },
  onReady: () => void,
): FdWatch {
  const options = { readable: wants.readable ?? false, writable: wants.writable ?? false };
  let isOpen = true;
  // koffi calls back with (status, events); its types name the events alone.
  const onEvent = ((status: number): void => {
    if (!isOpen) return;
    onReady();
    if (status < 0 && isOpen) handle.start(options, onEvent);
  }) as unknown as (events: unknown) => void;
  const handle = koffi.node.poll(fd, options, onEvent);
  watched.add(handle);
  return {
    close() {
      if (!isOpen) return;
      isOpen = false;
      handle.close();
      watched.delete(handle);
    },
  };
}
