import { libc } from "./libc.ts";
import { ownEnd } from "./probe-socket.ts";
import { AF, encodeSocketAddress } from "./probe-socket-address.ts";

const STREAM_CLOSE_ON_EXEC = 1 | 0x8_0000;

/** Takes a TCP port of this host's own choosing, so that nobody else sends from it; nothing listens on it. @throws KernelError. */
export function reservePort(family: 4 | 6): { readonly port: number; close(): void } {
  const fd = libc.socket(family === 4 ? AF.inet : AF.inet6, STREAM_CLOSE_ON_EXEC, 6);
  try {
    libc.bind(fd, encodeSocketAddress(family === 4 ? "0.0.0.0" : "::", 0));
    return { port: ownEnd(fd).port, close: () => libc.close(fd) };
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}
