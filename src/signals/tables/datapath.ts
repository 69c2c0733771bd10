import { normal } from "../readings/benign.ts";
import * as cluster from "../readings/cluster.ts";
import { prohibited } from "../readings/connect.ts";
import * as proxy from "../readings/proxy.ts";
import type { Reading } from "../signal.ts";
import { type CodeRow, type CodeTable, codesOf } from "../table.ts";

const row = (reading: Reading, means: string, ...numbers: readonly number[]): CodeRow[] =>
  numbers.map((number) => [number, means, reading]);

const names: ReadonlyMap<string, string> = new Map([
  ["INVALID_SOURCE_IP", "132"],
  ["POLICY_DENIED", "133"],
  ["CT_TRUNCATED_OR_INVALID_HEADER", "135"],
  ["CT_MAP_INSERTION_FAILED", "155"],
  ["STALE_OR_UNROUTABLE_IP", "151"],
  ["UNKNOWN_L3_TARGET_ADDRESS", "150"],
  ["IP_FRAGMENTATION_NOT_SUPPORTED", "157"],
  ["SERVICE_BACKEND_NOT_FOUND", "158"],
  ["NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT", "160"],
  ["LOCAL_HOST_IS_UNREACHABLE", "164"],
  ["FIB_LOOKUP_FAILED", "169"],
  ["IS_A_CLUSTERIP", "174"],
  ["DENIED_BY_LB_SRC_RANGE_CHECK", "177"],
  ["POLICY_DENY", "181"],
  ["AUTH_REQUIRED", "189"],
  ["UNENCRYPTED_TRAFFIC", "195"],
  ["TTL_EXCEEDED", "196"],
]);

/** Reasons for drops of Cilium, by number; old agents number a few otherwise. Source: Cilium, api/v1/flow/flow.proto. */
export const ciliumDrops: CodeTable = {
  product: "Cilium drop reason",
  layer: "cause",
  prefix: "cilium-drop",
  finders: [
    { pattern: /\bdrop[_ ]reason["']?[ :=]{1,3}["']?(\d{1,3})\b/i, certain: true },
    { pattern: /\bdrop[_ ]reason(?:_desc)?["']?[ :=]{1,3}["']?([A-Z_]{6,60})\b/i, certain: true },
    { pattern: /\b([A-Z][A-Z0-9]{1,14}(?:_[A-Z0-9]{1,16}){1,6})\b/, certain: false },
  ],
  canonical: (code) => names.get(code.toUpperCase()) ?? code,
  codes: codesOf([
    ...row(cluster.policyDenied, "No policy allows the flow.", 133),
    ...row(cluster.policyDenied, "A policy denies the flow.", 181),
    ...row(
      cluster.agentTrouble,
      "The source address is not the Pod's own, or its identity is out of date.",
      132,
    ),
    ...row(cluster.conntrack, "The connection table took no new flow.", 155),
    ...row(
      cluster.podRoute,
      "The target address is unknown, stale or cannot be routed.",
      150,
      151,
      164,
      169,
      196,
    ),
    ...row(cluster.overlayMtu, "A fragment could not be handled.", 157, 175, 207),
    ...row(
      cluster.datapath,
      "The Service has no backend here, or the packet went to its address as if to a host.",
      158,
      174,
      178,
      179,
    ),
    ...row(proxy.deniedByRule, "The Service's source ranges leave the client out.", 177),
    ...row(
      cluster.podRoute,
      "The tunnel or its far end is missing or not valid.",
      160,
      170,
      183,
      185,
      186,
      192,
      193,
      197,
    ),
    ...row(proxy.limitReached, "A limit of bandwidth or rate was reached.", 162, 198),
    ...row(
      cluster.agentTrouble,
      "The agent's identities, maps or programs were not in a state to take it.",
      140,
      141,
      147,
      148,
      153,
      154,
      161,
      163,
      165,
      171,
      172,
      180,
      184,
    ),
    ...row(
      cluster.conntrack,
      "Address translation found no mapping or map.",
      167,
      168,
      173,
      187,
      188,
      190,
      191,
    ),
    ...row(cluster.policyDenied, "Mutual authentication has not been done.", 189),
    ...row(prohibited, "Only encrypted traffic is allowed here.", 195),
    ...row(cluster.podRoute, "The egress gateway or its address is missing.", 194, 204),
    ...row(
      cluster.badPacket,
      "The packet's form or protocol is not taken.",
      130,
      131,
      134,
      135,
      136,
      137,
      139,
      142,
      143,
      144,
      145,
      146,
      156,
      166,
      176,
      182,
    ),
    ...row(cluster.agentTrouble, "Host or endpoint is not ready yet.", 202, 203),
    ...row(normal, "Handled elsewhere, no loss.", 199, 200, 201, 205),
  ]),
};

/** Reasons for drops of Retina. Source: Retina, drop_reason.h. */
export const retinaDrops: CodeTable = {
  product: "Retina drop reason",
  layer: "cause",
  prefix: "retina-drop",
  finders: [
    {
      pattern:
        /\b(IPTABLE_RULE_DROP|IPTABLE_NAT_DROP|TCP_CONNECT_BASIC|TCP_ACCEPT_BASIC|TCP_CLOSE_BASIC|CONNTRACK_ADD_DROP)\b/,
      certain: true,
    },
  ],
  canonical: (code) => code,
  codes: codesOf([
    [
      "IPTABLE_RULE_DROP",
      "A rule of iptables dropped it.",
      {
        ...cluster.policyDenied,
        proves: "A filter rule of the node dropped the packet.",
        causes: ["firewall-drops", "networkpolicy-denies-ingress", "no-ready-endpoints"],
      },
    ],
    ["IPTABLE_NAT_DROP", "Address translation dropped it.", cluster.conntrack],
    ["TCP_CONNECT_BASIC", "A connect failed in the kernel.", { ...cluster.badPacket, boundaries: ["tcp"] }],
    [
      "TCP_ACCEPT_BASIC",
      "An accept failed in the kernel.",
      { ...cluster.badPacket, boundaries: ["tcp"], causes: ["accept-queue-overflow"] },
    ],
    ["TCP_CLOSE_BASIC", "A close failed in the kernel.", { ...cluster.badPacket, boundaries: ["tcp"] }],
    ["CONNTRACK_ADD_DROP", "The connection table took no new flow.", cluster.conntrack],
  ]),
};
