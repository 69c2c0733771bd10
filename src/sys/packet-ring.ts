import type { Ms } from "../base/index.ts";
import { type BpfInstruction, encodeBpf, keepOctets } from "./cbpf.ts";
import { type Fd, libc, watchFd } from "./libc.ts";
import { type RingPacket, readRingBlock } from "./packet-ring-block.ts";

/** How a ring is opened. */
export interface PacketRingOptions {
  /** `eth0` */
  readonly interface: string;
  /** What the kernel keeps; everything unless given. Its own lengths count before `snapLength`. */
  readonly filter?: readonly BpfInstruction[];
  /** Octets of each packet that are kept where no filter says. Default all. */
  readonly snapLength?: number;
  /** Blocks of 1 MiB that the ring has; `blockOctets` makes them smaller. Default 4. */
  readonly blocks?: number;
  /** A power of two of at least a page. */
  readonly blockOctets?: number;
  /** A block that is not full is handed over after so long, in whole milliseconds. Default 20. */
  readonly handOverAfter?: Ms;
  readonly onPacket: (packet: RingPacket) => void;
}

/** What the kernel counts of a ring. */
export interface RingCounts {
  /** Packets that the filter let pass, with those that were dropped. */
  readonly packets: number;
  /** Packets for which the ring had no room. */
  readonly dropped: number;
}

/** An open ring. */
export interface PacketRing {
  /** The interface's own hardware address, as `02:00:…`. */
  readonly hardwareAddress: string;
  /** Hands over all blocks that are complete by now. */
  drain(): void;
  /** Since the ring was opened. */
  counts(): RingCounts;
  /** Sends an Ethernet frame as it is; says whether the kernel took it. */
  send(frame: Uint8Array): boolean;
  /** Gives socket and memory back. Idempotent. */
  close(): void;
}

const AF_PACKET = 17;
const SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
const [SOL_SOCKET, SO_ATTACH_FILTER] = [1, 26];
const SOL_PACKET = 263;
const [PACKET_RX_RING, PACKET_STATISTICS, PACKET_VERSION] = [5, 6, 10];
const TPACKET_V3 = 2;
const [SIOCGIFHWADDR, SIOCGIFINDEX] = [0x8927, 0x8933];
const IFREQ_OCTETS = 40;
const IFNAMSIZ = 16;
/** ETH_P_ALL in network order. */
const EVERY_PROTOCOL = 0x0300;
const MIB = 1024 * 1024;
/** The largest packet that there is; a filter's length may be larger than any. */
const EVERYTHING = 262_144;
const FRAME_OCTETS = 2048;

/**
 * Opens a ring in which the kernel lays packets of one interface, and watches it. Must be called where the interface is: inside
 * the namespace, synchronously. Needs CAP_NET_RAW. packet(7), Linux Documentation/networking/packet_mmap.rst.
 *
 * @throws KernelError when the kernel refuses: EPERM without the capability, ENODEV without the interface.
 */
export function openPacketRing(options: PacketRingOptions): PacketRing {
  const { blocks = 4, blockOctets = MIB, handOverAfter = 20, onPacket } = options;
  const filter = options.filter ?? [keepOctets(options.snapLength ?? EVERYTHING)];
  // Protocol 0: nothing arrives before the filter is there and the socket is bound.
  const fd = libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0);
  let ring: ReturnType<typeof libc.map> | null = null;
  try {
    const index = askInterface(fd, options.interface, SIOCGIFINDEX).readInt32LE(IFNAMSIZ);
    const hardware = askInterface(fd, options.interface, SIOCGIFHWADDR).subarray(IFNAMSIZ + 2, IFNAMSIZ + 8);
    libc.setsockopt(fd, SOL_PACKET, PACKET_VERSION, words(TPACKET_V3));
    attach(fd, filter);
    const frames = (blockOctets / FRAME_OCTETS) * blocks;
    libc.setsockopt(
      fd,
      SOL_PACKET,
      PACKET_RX_RING,
      words(blockOctets, blocks, FRAME_OCTETS, frames, handOverAfter, 0, 0),
    );
    ring = libc.map(fd, blockOctets * blocks);
    const address = linkAddress(index);
    libc.bind(fd, address);
    return watchRing({ fd, ring, blocks, blockOctets, onPacket, address, hardware });
  } catch (error) {
    ring?.unmap();
    libc.close(fd);
    throw error;
  }
}

function watchRing(open: {
  readonly fd: Fd;
  readonly ring: ReturnType<typeof libc.map>;
  readonly blocks: number;
  readonly blockOctets: number;
  readonly onPacket: (packet: RingPacket) => void;
  readonly address: Uint8Array;
  readonly hardware: Uint8Array;
}): PacketRing {
  const { fd, ring, blocks, blockOctets, onPacket } = open;
  let isOpen = true;
  let next = 0;
  let counted: RingCounts = { packets: 0, dropped: 0 };
  const packet: RingPacket = { at: 0, octets: new Uint8Array(0), wireOctets: 0, isOutgoing: false };
  const drain = () => {
    // A round of the ring at most, so that a flood does not hold up the event loop. Closed in a callback: the memory is gone.
    for (let turn = 0; isOpen && turn < blocks; turn += 1) {
      const block = { memory: ring.memory, at: next * blockOctets, octets: blockOctets };
      if (!readRingBlock(block, packet, onPacket, () => isOpen)) return;
      next = (next + 1) % blocks;
    }
  };
  const watch = watchFd(fd, { readable: true }, drain);
  return {
    hardwareAddress: [...open.hardware].map((octet) => octet.toString(16).padStart(2, "0")).join(":"),
    drain,
    counts() {
      // The kernel starts again from zero at each reading.
      const read = Buffer.alloc(12);
      if (isOpen) libc.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, read);
      counted = {
        packets: counted.packets + read.readUInt32LE(0),
        dropped: counted.dropped + read.readUInt32LE(4),
      };
      return counted;
    },
    send: (frame) => isOpen && libc.send(fd, frame, open.address) === frame.length,
    close() {
      if (!isOpen) return;
      isOpen = false;
      watch.close();
      packet.octets = new Uint8Array(0);
      ring.unmap();
      libc.close(fd);
    },
  };
}

/** `struct ifreq` as the kernel fills it for an interface. netdevice(7). */
function askInterface(fd: Fd, name: string, request: number): Buffer {
  const asked = Buffer.alloc(IFREQ_OCTETS);
  asked.write(name, 0, IFNAMSIZ - 1, "latin1");
  libc.ioctl(fd, request, asked);
  return asked;
}

/** `struct sockaddr_ll` of every protocol on an interface. */
function linkAddress(index: number): Buffer {
  const address = Buffer.alloc(20);
  address.writeUInt16LE(AF_PACKET, 0);
  address.writeUInt16LE(EVERY_PROTOCOL, 2);
  address.writeInt32LE(index, 4);
  return address;
}

function attach(fd: Fd, filter: readonly BpfInstruction[]): void {
  const code = encodeBpf(filter);
  // `struct sock_fprog`; the kernel copies the code during the call, for which the buffer is held here.
  const program = Buffer.alloc(16);
  program.writeUInt16LE(filter.length, 0);
  program.writeBigUInt64LE(libc.address(code), 8);
  libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program);
  code.fill(0);
}

function words(...values: readonly number[]): Buffer {
  const octets = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) octets.writeUInt32LE(value, index * 4);
  return octets;
}
