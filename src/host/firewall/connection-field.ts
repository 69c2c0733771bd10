import { asText, type Json } from "../json.ts";
import { address, ports } from "./endpoint-field.ts";
import type { Packet } from "./packet.ts";
import { ABSENT, number, UNKNOWN, type Value } from "./value.ts";

/** Bits of `ct state`. Linux include/uapi/linux/netfilter/nf_conntrack_common.h. */
const stateBits = { unseen: 1, invalid: 1, established: 2, new: 8, untracked: 64 } as const;
/** Bits of `ct status` that the flow tells: seen-reply, confirmed, snat, dnat. */
const SEEN_REPLY = 2;
const CONFIRMED = 8;
const SNAT = 16;
const DNAT = 32;
const TOLD = 0xffff_ffc0 | SEEN_REPLY | CONFIRMED | SNAT | DNAT;

/** What connection tracking says of the packet. A packet that it has not seen has no field of it but its state. */
export function connectionField(
  { key, dir }: Readonly<Record<string, Json | undefined>>,
  packet: Packet,
): Value {
  const { tracking, original } = packet;
  if (tracking === null) return UNKNOWN;
  if (key === "state") return number("ct-state", stateBits[tracking]);
  if (key === "state or translation") {
    const { source, destination } = packet.translated;
    const translation = (source === true ? 256 : 0) | (destination === true ? 512 : 0);
    return number("ct-state", stateBits[tracking] | translation);
  }
  if (tracking !== "new" && tracking !== "established") return ABSENT;
  const isReply = tracking === "established" && packet.way === "back";
  const isAnswered = tracking === "established";
  const [source, destination] = [original.source, original.destination];
  const ofReply = dir === "reply";
  switch (asText(key ?? null)) {
    case "direction":
      return number("ct-direction", isReply ? 1 : 0);
    case "mark":
      return { kind: "bits", type: "number", bits: packet.connectionMark };
    case "status": {
      const { source: snat, destination: dnat } = packet.translated;
      const value =
        (isAnswered ? SEEN_REPLY | CONFIRMED : 0) | (snat === true ? SNAT : 0) | (dnat === true ? DNAT : 0);
      return { kind: "bits", type: "ct-status", bits: { known: TOLD >>> 0, value } };
    }
    case "saddr":
    case "ip saddr":
    case "ip6 saddr":
      return ofReply ? UNKNOWN : address(source);
    case "daddr":
    case "ip daddr":
    case "ip6 daddr":
      return ofReply ? UNKNOWN : address(destination);
    case "proto-src":
      return ofReply ? UNKNOWN : ports(source);
    case "proto-dst":
      return ofReply ? UNKNOWN : ports(destination);
    case "protocol":
      return number("protocol", packet.protocol);
    case "l3proto":
      return number("nfproto", packet.family === 4 ? 2 : 10);
    default:
      return UNKNOWN;
  }
}
