import { decodeTcpInfo, type TcpInfoRead } from "../wire/index.ts";
import { type Fd, libc } from "./libc.ts";

const IPPROTO_TCP = 6;
const TCP_INFO = 11;

/** More than any kernel gives so far: 280 octets in Linux 6.18. */
const room = new Uint8Array(512);

/**
 * What the kernel knows of a TCP socket of this process, in any state, also while it still connects.
 *
 * @throws KernelError: EOPNOTSUPP where it is no TCP socket, EBADF where it is closed. tcp(7).
 */
export const readTcpInfo = (fd: Fd): TcpInfoRead | null =>
  decodeTcpInfo(room.subarray(0, libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, room)));
