import { addressNumber } from "../../base/index.ts";
import { asList, asNumber, asObject, asText, type Json } from "../json.ts";
import type { DataType } from "./value.ts";

const table = (names: Readonly<Record<string, number>>): ReadonlyMap<string, bigint> =>
  new Map(Object.entries(names).map(([name, value]) => [name, BigInt(value)]));

/** The names that nft(8) prints in place of numbers, by the type of what they are compared with. */
const symbols: Readonly<Partial<Record<DataType, ReadonlyMap<string, bigint>>>> = {
  // IANA "Assigned Internet Protocol Numbers".
  protocol: table({
    ip: 0,
    hopopt: 0,
    icmp: 1,
    igmp: 2,
    ipencap: 4,
    tcp: 6,
    udp: 17,
    dccp: 33,
    ipv6: 41,
    gre: 47,
    esp: 50,
    ah: 51,
    "ipv6-icmp": 58,
    icmpv6: 58,
    ospf: 89,
    ospfigp: 89,
    pim: 103,
    vrrp: 112,
    comp: 108,
    sctp: 132,
    udplite: 136,
  }),
  // Linux include/uapi/linux/netfilter/nf_conntrack_common.h: NF_CT_STATE_BIT.
  "ct-state": table({
    invalid: 1,
    established: 2,
    related: 4,
    new: 8,
    untracked: 64,
    // Of iptables alone, where no other state has them.
    snat: 256,
    dnat: 512,
  }),
  "ct-status": table({
    expected: 1,
    "seen-reply": 2,
    assured: 4,
    confirmed: 8,
    snat: 16,
    dnat: 32,
    dying: 512,
  }),
  "ct-direction": table({ original: 0, reply: 1 }),
  // RFC 9293, section 3.1; RFC 3168, section 6.1.
  "tcp-flags": table({ fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 }),
  nfproto: table({ ipv4: 2, ipv6: 10 }),
  ethertype: table({ ip: 0x0800, ip6: 0x86dd, arp: 0x0806, vlan: 0x8100, "8021q": 0x8100, "8021ad": 0x88a8 }),
  // Linux include/uapi/linux/rtnetlink.h: RTN_*.
  "fib-type": table({
    unspec: 0,
    unicast: 1,
    local: 2,
    broadcast: 3,
    anycast: 4,
    multicast: 5,
    blackhole: 6,
    unreachable: 7,
    prohibit: 8,
    throw: 9,
  }),
  "route-exists": table({ missing: 0, exists: 1 }),
  "packet-type": table({ host: 0, broadcast: 1, multicast: 2, other: 3, otherhost: 3, loopback: 5 }),
  port: table({ ssh: 22, domain: 53, http: 80, https: 443, smtp: 25, ntp: 123 }),
};

/** Numbers that a rule names. */
export interface Numbers {
  readonly low: bigint;
  readonly high: bigint;
}

/** One number of a rule, of the type of what it is compared with; `null` for a name that is not known. */
export function scalarOf(type: DataType, json: Json): bigint | null {
  const whole = asNumber(json);
  if (whole !== null) return BigInt(whole);
  if (typeof json === "boolean") return json ? 1n : 0n;
  const text = asText(json);
  if (text !== null) {
    const named = symbols[type]?.get(text);
    if (named !== undefined) return named;
    if (type === "address") return addressNumber(text);
    return /^(0x[0-9a-f]{1,16}|\d{1,19})$/i.test(text) ? BigInt(text) : null;
  }
  // Flags: a list, or a tree of "or".
  const { "|": either } = asObject(json);
  const flags = Array.isArray(json) ? asList(json) : asList(either);
  if (flags.length === 0) return null;
  return flags.reduce<bigint | null>((sum, flag) => {
    const bit = scalarOf(type, flag);
    return sum === null || bit === null ? null : sum | bit;
  }, 0n);
}

/** What one element of a comparison stands for: a number, a prefix or a range; `null` for what is not understood. */
export function numbersOf(type: DataType, json: Json): Numbers | null {
  const { prefix, range } = asObject(json);
  if (prefix !== undefined) {
    const { addr, len } = asObject(prefix);
    const [base, length] = [scalarOf(type, addr ?? null), asNumber(len)];
    const width = type === "address" ? ((asText(addr) ?? "").includes(":") ? 128 : 32) : 0;
    if (base === null || length === null || length < 0 || length > width) return null;
    const rest = (1n << BigInt(width - length)) - 1n;
    return { low: base & ~rest, high: base | rest };
  }
  if (range !== undefined) {
    const [from, to] = asList(range);
    const [low, high] = [scalarOf(type, from ?? null), scalarOf(type, to ?? null)];
    return low === null || high === null ? null : { low, high };
  }
  const one = scalarOf(type, json);
  return one === null ? null : { low: one, high: one };
}
