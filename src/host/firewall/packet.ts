/** A number of which only some bits are known: a mark. */
export interface Bits {
  readonly known: number;
  readonly value: number;
}

/** One side of a connection; `null` for what is not known. */
export interface Endpoint {
  readonly address: string | null;
  readonly ports: PortRange | null;
}

/** A port, or the ports that it is one of. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** How connection tracking sees a packet; `unseen` before it looked. */
export type Tracking = "unseen" | "new" | "established" | "untracked" | "invalid";

/** A packet of the flow, as it stands at one point of its way through a host. */
export interface Packet {
  readonly way: "forward" | "back";
  /** The SYN or its answer; or any later packet with data or an acknowledgement. */
  readonly stage: "opening" | "established";
  readonly family: 4 | 6;
  /** 6 TCP, 17 UDP. */
  readonly protocol: 6 | 17;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** Interfaces by name; empty for none, `null` for one that is not known. */
  readonly input: string | null;
  readonly output: string | null;
  readonly tracking: Tracking | null;
  /** Whether connection tracking has this connection, for an answer: it may have been told not to; `null`: perhaps. */
  readonly isKnown: boolean | null;
  readonly mark: Bits;
  readonly connectionMark: Bits;
  /** The connection's own ends, as connection tracking saw its first packet. */
  readonly original: { readonly source: Endpoint; readonly destination: Endpoint };
  /** Which translations are made, or found not to be needed: once for a connection. */
  readonly translated: { readonly source: boolean | "done"; readonly destination: boolean | "done" };
  /** Sets that rules before this point may have put the packet's own fields in. */
  readonly touched: readonly string[];
}

/** A mark of which nothing is known: whoever sent the packet, and every program on its way, may have set it. */
export const UNKNOWN_BITS: Bits = { known: 0, value: 0 };
/** A new connection bears no mark. */
export const NO_BITS: Bits = { known: 0xffff_ffff, value: 0 };

/** One port. */
export const onePort = (port: number): PortRange => ({ low: port, high: port });

/** Ports that a client without privilege has, before and after a translation: Linux net/netfilter/nf_nat_core.c keeps the class. */
export const CLIENT_PORTS: PortRange = { low: 1024, high: 65_535 };

/** What is known of a packet that came by one of two ways. */
export function merged(a: Packet, b: Packet): Packet {
  if (a === b) return a;
  return {
    ...a,
    source: mergedEnd(a.source, b.source),
    destination: mergedEnd(a.destination, b.destination),
    tracking: a.tracking === b.tracking ? a.tracking : null,
    mark: mergedBits(a.mark, b.mark),
    connectionMark: mergedBits(a.connectionMark, b.connectionMark),
    touched: [...new Set([...a.touched, ...b.touched])],
  };
}

const mergedEnd = (a: Endpoint, b: Endpoint): Endpoint => ({
  address: a.address === b.address ? a.address : null,
  ports:
    a.ports === null || b.ports === null
      ? null
      : { low: Math.min(a.ports.low, b.ports.low), high: Math.max(a.ports.high, b.ports.high) },
});

const mergedBits = (a: Bits, b: Bits): Bits => {
  const known = (a.known & b.known & ~(a.value ^ b.value)) >>> 0;
  return { known, value: (a.value & known) >>> 0 };
};
