import { asList, asNumber, asObject, asText, type Json } from "../json.ts";
import { connectionField } from "./connection-field.ts";
import { address, ports } from "./endpoint-field.ts";
import type { Packet } from "./packet.ts";
import { scalarOf } from "./symbols.ts";
import { ABSENT, type DataType, NOT_UNDERSTOOD, number, UNKNOWN, type Value } from "./value.ts";
import type { World } from "./world.ts";

/** Expressions that are known, and whose value no ruleset and no flow tells. */
const unknowable = new Set([
  "numgen",
  "jhash",
  "symhash",
  "socket",
  "osf",
  "rt",
  "ipsec",
  "tunnel",
  "tcp option",
  "ip option",
  "sctp chunk",
  "dccp option",
]);

/** What is known of an expression of a rule, for this packet. libnftables-json(5), "EXPRESSIONS". */
export function fieldOf(expression: Json, packet: Packet, world: World): Value {
  const [[name, body] = ["", null]] = Object.entries(asObject(expression));
  const parameters = asObject(body);
  switch (name) {
    case "meta":
      return metaField(asText(parameters["key"] ?? null) ?? "", packet);
    case "payload":
      return payloadField(parameters, packet);
    case "ct":
      return connectionField(parameters, packet);
    case "fib":
      return fibField(parameters, packet, world);
    case "exthdr":
      // The flow's packets are whole and bear no extension header.
      return parameters["field"] === undefined ? number("route-exists", 0) : ABSENT;
    case "concat": {
      const parts = asList(body).map((part) => fieldOf(part, packet, world));
      return parts.find(({ kind }) => kind === "absent") ?? { kind: "tuple", parts };
    }
    case "&":
    case "|":
    case "^":
      return bitwise(name, asList(body), { packet, world });
    default:
      return unknowable.has(name) ? UNKNOWN : NOT_UNDERSTOOD;
  }
}

function metaField(key: string, packet: Packet): Value {
  switch (key) {
    case "iif":
    case "iifname":
      return packet.input === null ? UNKNOWN : { kind: "text", text: packet.input };
    case "oif":
    case "oifname":
      return packet.output === null ? UNKNOWN : { kind: "text", text: packet.output };
    case "l4proto":
      return number("protocol", packet.protocol);
    case "nfproto":
      return number("nfproto", packet.family === 4 ? 2 : 10);
    case "protocol":
      return number("ethertype", packet.family === 4 ? 0x0800 : 0x86dd);
    case "mark":
      return { kind: "bits", type: "number", bits: packet.mark };
    case "nftrace":
      return number("number", 0);
    default:
      return UNKNOWN;
  }
}

type Parameters = Readonly<Record<string, Json | undefined>>;

function payloadField(parameters: Parameters, packet: Packet): Value {
  const { protocol, field, base, offset, len } = parameters;
  if (protocol === undefined && base !== undefined) {
    return rawField(packet, `${asText(base)} ${asNumber(offset)} ${asNumber(len)}`);
  }
  const { family } = packet;
  const named = asText(field) ?? "";
  switch (protocol) {
    case "ip":
      return family === 4 ? networkField(named, packet) : ABSENT;
    case "ip6":
      return family === 6 ? networkField(named, packet) : ABSENT;
    case "tcp":
      return packet.protocol === 6 ? transportField(named, packet) : ABSENT;
    case "udp":
      return packet.protocol === 17 ? transportField(named, packet) : ABSENT;
    case "th":
      return transportField(named, packet);
    case "icmp":
    case "icmpv6":
    case "igmp":
    case "esp":
    case "ah":
    case "comp":
    case "sctp":
    case "dccp":
    case "udplite":
    case "gre":
    case "arp":
      return ABSENT;
    case "ether":
    case "vlan":
      return UNKNOWN;
    default:
      return NOT_UNDERSTOOD;
  }
}

function networkField(field: string, packet: Packet): Value {
  switch (field) {
    case "saddr":
      return address(packet.source);
    case "daddr":
      return address(packet.destination);
    case "protocol":
    case "nexthdr":
      return number("protocol", packet.protocol);
    case "version":
      return number("number", packet.family);
    case "frag-off":
      // Offset and "more fragments" are 0, "don't fragment" may be set. RFC 791, section 3.1.
      return { kind: "bits", type: "number", bits: { known: 0xffff_bfff, value: 0 } };
    default:
      return UNKNOWN;
  }
}

function transportField(field: string, packet: Packet): Value {
  switch (field) {
    case "sport":
      return ports(packet.source);
    case "dport":
      return ports(packet.destination);
    case "flags":
      if (packet.protocol !== 6) return ABSENT;
      // SYN opens, SYN and ACK answer. RFC 9293, section 3.5. ECE and CWR may stand beside: RFC 3168, section 6.1.1.
      return {
        kind: "bits",
        type: "tcp-flags",
        bits:
          packet.stage === "established"
            ? { known: 0xffff_ff37, value: 0x10 } // ACK; PSH may stand beside.
            : { known: 0xffff_ff3f, value: packet.way === "forward" ? 0x02 : 0x12 },
      };
    default:
      return UNKNOWN;
  }
}

/** A field by its place: octets of the headers that nft could not name. */
function rawField(packet: Packet, place: string): Value {
  switch (place) {
    case "th 0 16":
      return ports(packet.source);
    case "th 16 16":
      return ports(packet.destination);
    case "nh 96 32":
      return packet.family === 4 ? address(packet.source) : UNKNOWN;
    case "nh 128 32":
      return packet.family === 4 ? address(packet.destination) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function fibField(parameters: Parameters, packet: Packet, world: World): Value {
  const { result, flags } = parameters;
  const words = asList(flags);
  const { address: of } = words.includes("saddr") ? packet.source : packet.destination;
  if (of === null) return UNKNOWN;
  if (result === "type") {
    const type = world.addressType(of);
    const value = type === null ? null : scalarOf("fib-type", type);
    if (value === null) return UNKNOWN;
    const device = words.includes("iif") ? packet.input : words.includes("oif") ? packet.output : undefined;
    if (device === undefined || type !== "local") return number("fib-type", value);
    const owner = world.ownerOf(of);
    if (owner === null || device === null) return UNKNOWN;
    // An address of another interface is nobody's, seen from this one: Linux inet_dev_addr_type().
    return owner === device ? number("fib-type", value) : UNKNOWN;
  }
  const device = world.deviceTowards(of);
  if (device === undefined) return UNKNOWN;
  if (!words.includes("iif")) return device === null ? number("route-exists", 0) : UNKNOWN;
  if (packet.input === null) return UNKNOWN;
  return number("route-exists", device === packet.input || packet.input === "lo" ? 1 : 0);
}

function bitwise(
  op: "&" | "|" | "^",
  [left = null, right = null]: readonly Json[],
  { packet, world }: { readonly packet: Packet; readonly world: World },
): Value {
  const value = fieldOf(left, packet, world);
  const type: DataType = value.kind === "range" || value.kind === "bits" ? value.type : "number";
  const mask = scalarOf(type, right);
  if (value.kind === "absent" || value.kind === "unknown") return value;
  if (mask === null) return NOT_UNDERSTOOD;
  if (value.kind === "range" && value.low === value.high) {
    const { low } = value;
    return number(type, op === "&" ? low & mask : op === "|" ? low | mask : low ^ mask);
  }
  if (value.kind !== "bits") return UNKNOWN;
  const by = Number(mask & 0xffff_ffffn);
  const { known, value: held } = value.bits;
  const bits =
    op === "&"
      ? { known: (known | ~by) >>> 0, value: (held & by) >>> 0 }
      : op === "|"
        ? { known: (known | by) >>> 0, value: (held | by) >>> 0 }
        : { known, value: ((held ^ by) & known) >>> 0 };
  return { kind: "bits", type, bits };
}
