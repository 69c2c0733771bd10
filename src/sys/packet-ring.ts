import type { Ms } from "../base/index.ts";
import { type BpfInstruction, encodeBpf, keepOctets } from "./cbpf.ts";
import { askInterface, interfaceIndex } from "./interface-link.ts";
import { type Fd, libc, watchFd } from "./libc.ts";
import { noPacket, type RingPacket, readRingBlock } from "./packet-ring-block.ts";

/** How a ring is opened. */
export interface PacketRingOptions {
  /** `eth0`; `null` for all of the namespace. */
  readonly interface: string | null;
  /** Packets begin with the network header, as on all interfaces together. Default false. */
  readonly withoutLinkHeaders?: boolean;
  /** Also what other hosts of the link send one another, until the ring is closed. Default false. */
  readonly promiscuous?: boolean;
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
  /** The interface's own hardware address, as `02:00:…`; zeros where it is all of them. */
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
const [SOCK_DGRAM, SOCK_RAW] = [2, 3];
const NONBLOCK_CLOEXEC = 0x800 | 0x80000;
const [SOL_SOCKET, SO_ERROR, SO_ATTACH_FILTER] = [1, 4, 26];
const SOL_PACKET = 263;
const [PACKET_ADD_MEMBERSHIP, PACKET_RX_RING, PACKET_STATISTICS, PACKET_VERSION] = [1, 5, 6, 10];
const PACKET_MR_PROMISC = 1;
const TPACKET_V3 = 2;
const SIOCGIFHWADDR = 0x8927;
const IFNAMSIZ = 16;
/** ETH_P_ALL in network order. */
const EVERY_PROTOCOL = 0x0300;
const MIB = 1024 * 1024;
/** The largest packet that there is; a filter's length may be larger than any. */
const EVERYTHING = 262_144;
const FRAME_OCTETS = 2048;

/**
 * Opens a ring in which the kernel lays packets of one interface or of all, and watches it. Must be called where the interface is: inside
 * the namespace, synchronously. Needs CAP_NET_RAW. packet(7), Linux Documentation/networking/packet_mmap.rst.
 *
 * @throws KernelError when the kernel refuses: EPERM without the capability, ENODEV without the interface.
 */
export function openPacketRing(options: PacketRingOptions): PacketRing {
  const { blocks = 4, blockOctets = MIB, handOverAfter = 20, onPacket } = options;
  const filter = options.filter ?? [keepOctets(options.snapLength ?? EVERYTHING)];
  // Protocol 0: nothing arrives before the filter is there and the socket is bound.
  const { interface: name, withoutLinkHeaders = name === null } = options;
  const fd = libc.socket(AF_PACKET, (withoutLinkHeaders ? SOCK_DGRAM : SOCK_RAW) | NONBLOCK_CLOEXEC, 0);
  let ring: ReturnType<typeof libc.map> | null = null;
  try {
    const index = name === null ? 0 : interfaceIndex(fd, name);
    const hardware =
      name === null
        ? new Uint8Array(6)
        : askInterface(fd, name, SIOCGIFHWADDR).subarray(IFNAMSIZ + 2, IFNAMSIZ + 8);
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
    // `struct packet_mreq`. It ends with the socket.
    if (options.promiscuous === true && index !== 0) {
      libc.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, words(index, PACKET_MR_PROMISC, 0, 0));
    }
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
  const packet = noPacket();
  const drain = () => {
    // A round of the ring at most, so that a flood does not hold up the event loop. Closed in a callback: the memory is gone.
    for (let turn = 0; isOpen && turn < blocks; turn += 1) {
      const block = { memory: ring.memory, at: next * blockOctets, octets: blockOctets };
      if (!readRingBlock(block, packet, onPacket, () => isOpen)) return;
      next = (next + 1) % blocks;
    }
  };
  const read = Buffer.alloc(4);
  const watch = watchFd(fd, { readable: true }, () => {
    // An interface that goes down leaves an error on the socket, which makes it ready until somebody has read it. socket(7).
    libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, read);
    drain();
  });
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
      packet.link = new Uint8Array(0);
      ring.unmap();
      libc.close(fd);
    },
  };
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
