import { type Fd, libc } from "./libc.ts";

/** What kind of link an interface is. */
export interface InterfaceLink {
  readonly index: number;
  /** ARPHRD_ number: 1 is Ethernet, 772 the loopback, 65534 a tunnel of bare IP packets. linux/if_arp.h */
  readonly hardwareType: number;
}

const AF_INET = 2;
const SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
const [SIOCGIFHWADDR, SIOCGIFINDEX] = [0x8927, 0x8933];
const IFREQ_OCTETS = 40;
const IFNAMSIZ = 16;

/**
 * Asks what kind of link an interface of this namespace is. Needs no capability. netdevice(7).
 *
 * @throws KernelError ENODEV without such an interface.
 */
export function readInterfaceLink(name: string): InterfaceLink {
  const fd = libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
  try {
    const index = interfaceIndex(fd, name);
    return { index, hardwareType: askInterface(fd, name, SIOCGIFHWADDR).readUInt16LE(IFNAMSIZ) };
  } finally {
    libc.close(fd);
  }
}

/** The interface's number, asked by any socket. @throws KernelError */
export const interfaceIndex = (fd: Fd, name: string): number =>
  askInterface(fd, name, SIOCGIFINDEX).readInt32LE(IFNAMSIZ);

/** `struct ifreq` as the kernel fills it for an interface. netdevice(7). @throws KernelError */
export function askInterface(fd: Fd, name: string, request: number): Buffer {
  const asked = Buffer.alloc(IFREQ_OCTETS);
  asked.write(name, 0, IFNAMSIZ - 1, "latin1");
  libc.ioctl(fd, request, asked);
  return asked;
}
