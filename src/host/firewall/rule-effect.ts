import { asObject, asText, type Json } from "../json.ts";
import { compare, type Truth } from "./compare.ts";
import { fieldOf } from "./field.ts";
import { elementsOf } from "./lookup.ts";
import type { Walk } from "./outcome.ts";
import { type Bits, type Packet, UNKNOWN_BITS } from "./packet.ts";
import type { Chain } from "./ruleset.ts";
import { scalarOf } from "./symbols.ts";
import type { Value } from "./value.ts";

/** Statements that pass a packet on as it is. libnftables-json(5), "STATEMENTS". */
const harmless = new Set([
  "counter",
  "log",
  "comment",
  "flow",
  "dup",
  "ct helper",
  "ct timeout",
  "ct expectation",
  "secmark",
  "last",
  "reset",
  "nftrace",
  "continue",
]);

/** Modules of iptables that pass a packet on as it is, whatever their parameters. */
const harmlessModules = new Set(["comment", "LOG", "NFLOG", "TCPMSS"]);

/** Statements that take some packets and not others, by what no ruleset tells. */
const rates = new Set(["limit", "quota", "ct count", "meter"]);

/** What a rule does before its verdict: whether it takes the packet, and the packet after it. */
export interface Effect {
  readonly truth: Truth;
  /** False where something in it is not known at all. */
  readonly isUnderstood: boolean;
  readonly packet: Packet;
}

/** Whether a statement is a condition or a side effect; `null` where it is neither, but a verdict or unknown. */
export function applyStatement(
  statement: Json,
  before: Effect,
  { walk, chain }: { readonly walk: Walk; readonly chain: Chain },
): Effect | null {
  const [[name, body] = ["", null]] = Object.entries(asObject(statement));
  if (
    harmless.has(name) ||
    (name === "xt" && harmlessModules.has(asText(asObject(body)["name"] ?? null) ?? ""))
  ) {
    return before;
  }
  if (rates.has(name)) return { ...before, truth: before.truth === false ? false : null };
  switch (name) {
    case "match": {
      const { op, left, right } = asObject(body);
      const value = fieldOf(left ?? null, before.packet, walk.world);
      const elements = elementsOf(walk.ruleset, chain, right ?? null);
      walk.budget -= elements?.length ?? 0;
      const truth = ofTouchedSet(
        compare(asText(op) ?? "", value, right ?? null, elements),
        before.packet,
        right,
      );
      const isKnown = truth !== null || isUnderstood(value);
      return {
        ...before,
        truth: truth === false ? false : truth === null ? null : before.truth,
        isUnderstood: before.isUnderstood && isKnown,
      };
    }
    case "set": {
      const { set, stmt, op } = asObject(body);
      const touched = asText(set);
      const isBare = stmt === undefined || !JSON.stringify(stmt).includes('"limit"');
      return {
        ...before,
        // A full set refuses the element, and the rule ends there: an element that is there already always passes.
        truth: isBare ? before.truth : null,
        packet:
          touched === null || op === "delete"
            ? before.packet
            : { ...before.packet, touched: [...new Set([...before.packet.touched, touched])] },
      };
    }
    case "mangle":
      return { ...before, packet: mangled(asObject(body), before, walk) };
    case "notrack":
      return { ...before, packet: { ...before.packet, tracking: untracked(before) } };
    default:
      return null;
  }
}

const untracked = ({ packet, truth }: Effect): Packet["tracking"] =>
  // Whoever is tracked already stays so.
  packet.tracking !== "unseen" ? packet.tracking : truth === true ? "untracked" : null;

/** A set that this very packet may have been put in holds it, perhaps. */
const ofTouchedSet = (truth: Truth, packet: Packet, right: Json | undefined): Truth =>
  typeof right === "string" && packet.touched.includes(right) ? null : truth;

const isUnderstood = (value: Value): boolean =>
  value.kind === "tuple" ? value.parts.every(isUnderstood) : value.kind !== "unknown" || value.isUnderstood;

/** A packet after `meta mark set`, `ct mark set`, or a rewritten header. */
function mangled(
  { key, value }: Readonly<Record<string, Json | undefined>>,
  { packet, truth }: Effect,
  walk: Walk,
): Packet {
  const { meta, ct, payload } = asObject(key);
  const isMark = asObject(meta)["key"] === "mark";
  const isConnectionMark = asObject(ct)["key"] === "mark";
  if (isMark || isConnectionMark) {
    const bits = truth === true ? bitsOf(value ?? null, packet, walk) : UNKNOWN_BITS;
    return isMark ? { ...packet, mark: bits } : { ...packet, connectionMark: bits };
  }
  const { field } = asObject(payload);
  switch (field) {
    // What was written is rarely an address of the flow again: it is then not known.
    case "saddr":
      return { ...packet, source: { ...packet.source, address: null } };
    case "daddr":
      return { ...packet, destination: { ...packet.destination, address: null } };
    case "sport":
      return { ...packet, source: { ...packet.source, ports: null } };
    case "dport":
      return { ...packet, destination: { ...packet.destination, ports: null } };
    default:
      return packet;
  }
}

function bitsOf(value: Json, packet: Packet, walk: Walk): Bits {
  const literal = scalarOf("number", value);
  if (literal !== null) return { known: 0xffff_ffff, value: Number(literal & 0xffff_ffffn) };
  const field = fieldOf(value, packet, walk.world);
  if (field.kind === "bits") return field.bits;
  if (field.kind !== "range" || field.low !== field.high) return UNKNOWN_BITS;
  return { known: 0xffff_ffff, value: Number(field.low & 0xffff_ffffn) };
}
