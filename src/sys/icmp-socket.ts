import type { ReceivedMessage } from "./error-queue.ts";
import { MessageReader } from "./error-queue.ts";
import { libc, watchFd } from "./libc.ts";
import { openAttentive } from "./probe-socket.ts";

const SOCK_RAW = 3;
const SOL_RAW = 255;
const SOL_ICMPV6 = 58;
const FILTER = 1;

/** What lets pass destination unreachable, time exceeded and parameter problem: a set bit keeps a type out. ICMP_FILTER, raw(7). */
const filter4 = (): Uint8Array => {
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setUint32(0, ~((1 << 3) | (1 << 11) | (1 << 12)) >>> 0, true);
  return octets;
};

/** The same for ICMPv6, types 1 to 4. RFC 3542, section 3.2. */
const filter6 = (): Uint8Array => {
  const octets = new Uint8Array(32).fill(0xff);
  octets[0] = 0xff & ~0b11110;
  return octets;
};

/**
 * Listens to every ICMP error that reaches this host, with all of the packet that it quotes. IPv4 messages begin with their own IP header,
 * IPv6 ones with ICMPv6. Needs CAP_NET_RAW.
 *
 * @throws KernelError EPERM without it.
 */
export function listenForIcmpErrors(
  family: 4 | 6,
  onMessage: (message: ReceivedMessage) => void,
): { close(): void } {
  const fd = openAttentive(family, SOCK_RAW, family === 4 ? 1 : 58);
  try {
    libc.setsockopt(fd, family === 4 ? SOL_RAW : SOL_ICMPV6, FILTER, family === 4 ? filter4() : filter6());
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  const reader = new MessageReader();
  const watch = watchFd(fd, { readable: true }, () => {
    for (const message of reader.drain(fd)) if (message.error === null) onMessage(message);
  });
  let isOpen = true;
  return {
    close() {
      if (!isOpen) return;
      isOpen = false;
      watch.close();
      libc.close(fd);
    },
  };
}
