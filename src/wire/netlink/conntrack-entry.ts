import { addressText } from "../ip-address.ts";
import {
  type ConntrackColumns,
  NO_TCP_STATE,
  NO_TIMEOUT,
  PORTS_A_ROW,
  WORDS_A_ROW,
} from "./conntrack-columns.ts";

/** One direction of a tracked connection. */
export interface ConntrackTuple {
  readonly source: string;
  readonly destination: string;
  /** 0 for protocols without ports. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** A tracked connection. conntrack(8). */
export interface ConntrackEntry {
  readonly family: 4 | 6;
  /** IP protocol number. */
  readonly protocol: number;
  /** `SYN_SENT`, `ESTABLISHED` …; `null` for protocols without states. */
  readonly state: string | null;
  /** An answer was seen. */
  readonly isReplied: boolean;
  /** It is not thrown out early when the table is full. */
  readonly isAssured: boolean;
  readonly isSourceNatted: boolean;
  readonly isDestinationNatted: boolean;
  readonly original: ConntrackTuple;
  /** What an answer must look like. */
  readonly reply: ConntrackTuple;
  /** Seconds until it is forgotten. */
  readonly timeout: number | null;
  readonly mark: number;
}

/** enum tcp_conntrack, linux/netfilter/nf_conntrack_tcp.h; named as conntrack(8) prints them. */
const tcpStates = [
  "NONE",
  "SYN_SENT",
  "SYN_RECV",
  "ESTABLISHED",
  "FIN_WAIT",
  "CLOSE_WAIT",
  "LAST_ACK",
  "TIME_WAIT",
  "CLOSE",
  "SYN_SENT2",
] as const;
const status = { seenReply: 0x2, assured: 0x4, sourceNat: 0x10, destinationNat: 0x20 } as const;

/** One row of the columns as an object. */
export function conntrackEntry(columns: ConntrackColumns, row: number): ConntrackEntry {
  const family = columns.family[row] === 4 ? 4 : 6;
  const bits = columns.status[row] ?? 0;
  const state = columns.tcpState[row] ?? NO_TCP_STATE;
  const timeout = columns.timeout[row] ?? NO_TIMEOUT;
  const tuple = (half: 0 | 1): ConntrackTuple => {
    const at = row * WORDS_A_ROW + half * 8;
    const portAt = row * PORTS_A_ROW + half * 2;
    return {
      source: wordsText(columns.addresses.subarray(at, at + 4), family),
      destination: wordsText(columns.addresses.subarray(at + 4, at + 8), family),
      sourcePort: columns.ports[portAt] ?? 0,
      destinationPort: columns.ports[portAt + 1] ?? 0,
    };
  };
  return {
    family,
    protocol: columns.protocol[row] ?? 0,
    state: state === NO_TCP_STATE ? null : (tcpStates[state] ?? `state ${state}`),
    isReplied: (bits & status.seenReply) !== 0,
    isAssured: (bits & status.assured) !== 0,
    isSourceNatted: (bits & status.sourceNat) !== 0,
    isDestinationNatted: (bits & status.destinationNat) !== 0,
    original: tuple(0),
    reply: tuple(1),
    timeout: timeout === NO_TIMEOUT ? null : timeout,
    mark: columns.mark[row] ?? 0,
  };
}

/** Words in network order as an address: one for IPv4, four for IPv6. An IPv4-mapped one is IPv4 on the wire, and so it is told. */
export function wordsText(words: Uint32Array, family: 4 | 6): string {
  if (family === 6 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff)
    return wordsText(words.subarray(3), 4);
  const octets = new Uint8Array(family === 4 ? 4 : 16);
  const view = new DataView(octets.buffer);
  for (let word = 0; word < octets.length / 4; word += 1) view.setUint32(word * 4, words[word] ?? 0);
  return addressText(octets) ?? "";
}

/** An address as words in network order; `null` where it is none. */
export function addressWords(octets: Uint8Array | null): Uint32Array | null {
  if (octets === null) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  return Uint32Array.from({ length: octets.length / 4 }, (_, word) => view.getUint32(word * 4));
}
