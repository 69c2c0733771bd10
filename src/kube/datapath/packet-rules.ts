import { holds, type Range } from "./range.ts";

/** The first packet of a connection that is forwarded, whatever Pod sends it. */
export interface Forwarded {
  readonly source: Range;
  readonly destination: Range;
  /** Devices that it may come in by; empty where none is known. */
  readonly from: readonly string[];
  /** Devices that it may leave by; empty where none is known. */
  readonly by: readonly string[];
}

/** Whether a packet matches: `null` where it cannot be told, or for some of the packets only. */
export type Match = (packet: Forwarded) => boolean | null;

/** What a rule does with what it matches. `nothing`: the next rule is asked. `unknown`: it cannot be told. */
export type Target =
  | "accept"
  | "drop"
  | "masquerade"
  | "return"
  | "nothing"
  | "unknown"
  | { readonly chain: string; readonly returns: boolean };

/** One rule of nftables or iptables, as far as a forwarded packet goes. */
export interface PacketRule {
  readonly matches: readonly Match[];
  readonly target: Target;
  readonly text: string;
}

/** One chain, with the key by which others jump to it. */
export interface PacketChain {
  readonly key: string;
  /** `ip filter FORWARD` */
  readonly named: string;
  readonly base: {
    readonly type: "filter" | "nat" | "other";
    readonly hook: "forward" | "postrouting";
    readonly drops: boolean;
  } | null;
  readonly rules: readonly PacketRule[];
}

/** The contrary of a match. */
export const unless =
  (match: Match): Match =>
  (packet) => {
    const matches = match(packet);
    return matches === null ? null : !matches;
  };

/** One of the addresses is in one of the ranges. */
export const inRanges =
  (side: "source" | "destination", ranges: readonly Range[]): Match =>
  (packet) => {
    const held = ranges.map((range) => holds(range, packet[side]));
    return held.includes(true) ? true : held.includes(null) ? null : false;
  };

/** It comes in, or leaves, by a device of one of the names; `+` or `*` at the end stands for anything. */
export const byDevice =
  (side: "from" | "by", names: readonly string[]): Match =>
  (packet) => {
    const matches = packet[side].map((device) =>
      names.some((name) => (/[+*]$/.test(name) ? device.startsWith(name.slice(0, -1)) : device === name)),
    );
    if (matches.length === 0) return null;
    return matches.every((one) => one === matches[0]) ? (matches[0] ?? null) : null;
  };

/** What is the same for every packet that is asked about. */
export const always =
  (matches: boolean | null): Match =>
  () =>
    matches;

/**
 * A mark of the packet. kube-proxy marks what goes to Services alone, by these two bits: all else has none of them. What others
 * mark is not known. Kubernetes, pkg/proxy: masqueradeBit 14, and the kubelet's drop mark, bit 15.
 */
export function marked(value: number, mask: number): Match {
  const others = mask & ~0xc000;
  return always(others === 0 ? value === 0 : null);
}
