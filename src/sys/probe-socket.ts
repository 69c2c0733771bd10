import { type EpochMs, familyOf } from "../base/index.ts";
import { MessageReader, type ReceivedMessage } from "./error-queue.ts";
import { type Fd, KernelError, libc, watchFd } from "./libc.ts";
import { AF, decodeSocketAddress, encodeSocketAddress } from "./probe-socket-address.ts";

/** A connected socket that sends single packets with a chosen TTL and is told every error that comes back. */
export interface ProbeSocket {
  readonly localAddress: string;
  /** Port, or of a datagram ICMP socket the identifier of its echo requests. */
  readonly localPort: number;
  /** Sends one packet, and says when it handed it to the kernel. */
  send(packet: Uint8Array, ttl: number): Sending;
  /** Octets that the kernel lets pass towards the destination at once, as it knows; `null` where it does not say. */
  mtu(): number | null;
  close(): void;
}

/** What came of sending one packet. */
export interface Sending {
  /** 0, or the negative errno. */
  readonly result: number;
  /** By the wall clock, just before. */
  readonly at: EpochMs;
}

/** What is sent: `datagram-icmp` needs net.ipv4.ping_group_range, the raw ones CAP_NET_RAW. icmp(7), raw(7). */
export type ProbeSocketKind = "udp" | "datagram-icmp" | "raw-icmp" | "raw-tcp";

const SOCK = { datagram: 2, raw: 3, nonBlocking: 0x800, closeOnExec: 0x8_0000 } as const;
const protocolOf: Readonly<Record<ProbeSocketKind, Readonly<Record<4 | 6, number>>>> = {
  udp: { 4: 17, 6: 17 },
  "datagram-icmp": { 4: 1, 6: 58 },
  "raw-icmp": { 4: 1, 6: 58 },
  "raw-tcp": { 4: 6, 6: 6 },
};

/** Options of both families, by level. ip(7), ipv6(7). */
const option = {
  4: { level: 0, ttl: 2, receiveError: 11, receiveTtl: 12, discover: 10, mtu: 14 },
  6: { level: 41, ttl: 16, receiveError: 25, receiveTtl: 51, discover: 23, mtu: 24 },
} as const;
const SOL_SOCKET = 1;
const SO_TIMESTAMPNS = 35;

/** Sends with DF whatever the path MTU is said to be: the probe finds it out itself. IP_PMTUDISC_PROBE, ip(7). */
const PMTUDISC_PROBE = 3;

/** Errors of earlier packets that send(2) may tell in place of sending: EMSGSIZE, ENETUNREACH, ECONNREFUSED, EHOSTUNREACH … */
const MOST_PENDING = 8;
const toldLater: ReadonlySet<number> = new Set([-71, -90, -92, -95, -101, -111, -112, -113, -13]);

/** The option's value, as the kernel's int. */
export const int32 = (value: number): Uint8Array => {
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setInt32(0, value, true);
  return octets;
};

/** Opens a socket by its type, with the errors, arrival times and TTLs of what comes back. @throws KernelError. */
export function openAttentive(family: 4 | 6, type: number, protocol: number): Fd {
  const domain = family === 4 ? AF.inet : AF.inet6;
  const fd = libc.socket(domain, type | SOCK.nonBlocking | SOCK.closeOnExec, protocol);
  try {
    const { level, receiveError, receiveTtl } = option[family];
    libc.setsockopt(fd, level, receiveError, int32(1));
    libc.setsockopt(fd, level, receiveTtl, int32(1));
    libc.setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, int32(1));
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/** Time to live of what is sent from now on. @throws KernelError. */
export function setTtl(fd: Fd, family: 4 | 6, ttl: number): void {
  libc.setsockopt(fd, option[family].level, option[family].ttl, int32(ttl));
}

/** Own address and port of a socket. */
export function ownEnd(fd: Fd): { readonly address: string; readonly port: number } {
  const name = new Uint8Array(28);
  const length = libc.getsockname(fd, name);
  return decodeSocketAddress(name.subarray(0, length)) ?? { address: "", port: 0 };
}

/**
 * Opens a probing socket. Messages come from strangers: only what carries the caller's own mark is an answer.
 *
 * @throws KernelError where the kernel refuses: EACCES or EPERM without permission, ENETUNREACH without a route.
 */
export function openProbeSocket(
  asked: { readonly kind: ProbeSocketKind; readonly address: string; readonly port: number },
  onMessage: (message: ReceivedMessage) => void,
): ProbeSocket {
  const { kind, address, port } = asked;
  const family = familyOf(address);
  const isRaw = kind === "raw-icmp" || kind === "raw-tcp";
  const fd = openAttentive(family, isRaw ? SOCK.raw : SOCK.datagram, protocolOf[kind][family]);
  const { level, discover, mtu } = option[family];
  try {
    libc.setsockopt(fd, level, discover, int32(PMTUDISC_PROBE));
    const failure = libc.connect(fd, encodeSocketAddress(address, isRaw ? 0 : port));
    if (failure < 0) throw new KernelError("connect", -failure);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  const own = ownEnd(fd);
  const reader = new MessageReader();
  const watch = watchFd(fd, { readable: true }, () => {
    for (const message of reader.drain(fd)) onMessage(message);
  });
  let isOpen = true;
  let currentTtl = -1;
  return {
    localAddress: own.address,
    localPort: own.port,
    send(packet, ttl) {
      if (ttl !== currentTtl) setTtl(fd, family, ttl);
      currentTtl = ttl;
      let at = libc.realtime();
      let sent = libc.send(fd, packet);
      for (let turn = 0; turn < MOST_PENDING && toldLater.has(sent); turn += 1) {
        at = libc.realtime();
        sent = libc.send(fd, packet);
      }
      return { result: Math.min(0, sent), at };
    },
    mtu() {
      const value = new Uint8Array(4);
      try {
        libc.getsockopt(fd, level, mtu, value);
      } catch {
        return null; // Raw sockets of some kernels do not tell it.
      }
      return new DataView(value.buffer).getInt32(0, true);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      watch.close();
      libc.close(fd);
    },
  };
}
