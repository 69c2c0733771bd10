import type { FirewallVerdict } from "../../evidence/index.ts";
import { asNumber, asObject, asText } from "../json.ts";
import type { Truth } from "./compare.ts";
import type { Outcome, Walk } from "./outcome.ts";
import type { Packet } from "./packet.ts";
import { ruleText } from "./rule-text.ts";
import { type Chain, keyOf, type Rule } from "./ruleset.ts";

/** A walk through one base chain and what it jumps to. */
export interface Passage {
  readonly walk: Walk;
  readonly base: Chain;
  /** How the packet may have left already. */
  readonly ends: Outcome[];
}

/** A packet at a point of a chain. */
export interface Standing {
  readonly packet: Packet;
  /** Every packet of the flow comes to this point, but for those that have left. */
  readonly isSure: boolean;
}

/** A verdict, the rule that gives it, and the packet that it is for. */
export interface Taken {
  readonly chain: Chain;
  readonly rule: Rule | null;
  readonly verdict: FirewallVerdict;
  readonly standing: Standing;
  readonly truth: Truth;
}

/** The most matches that one look holds. */
const MAX_MATCHES = 200;

/** Takes down a rule with a verdict that takes the packet. */
export function takeDown(
  { walk, base, ends }: Passage,
  { chain, rule, verdict, standing, truth }: Taken,
): void {
  if (walk.matches.length >= MAX_MATCHES || base.base === null) return;
  const { packet, isSure } = standing;
  // Where all that may have happened before is the same, it is certain all the same.
  const nothingElse = ends.every(({ end }) => end === verdict);
  const isTranslation = verdict === "dnat" || verdict === "redirect";
  const { address, ports } = packet.destination;
  const port = ports !== null && ports.low === ports.high ? ports.low : null;
  walk.matches.push({
    tool: chain.tool,
    way: packet.way,
    hook: base.base.hook,
    family: chain.family,
    table: chain.table,
    chain: chain.name,
    handle: rule?.handle ?? null,
    rule: rule === null ? `policy ${base.base.policy};` : (rule.text ?? ruleText(rule.statements)),
    verdict,
    newDestination: isTranslation ? { address, port } : null,
    isPolicy: rule === null,
    ...(rule === null ? { passingRules: base.rules.filter(mayPass).length } : {}),
    isCertain: truth === true && isSure && nothingElse && verdict !== "unknown",
    packets: rule === null ? null : packetsOf(walk, chain, rule),
  });
}

/** Statements after which a packet is still not let through. */
const passesNothing = ["match", "counter", "log", "limit", "comment", "drop", "reject"];

const mayPass = ({ statements }: Rule): boolean =>
  statements.some((statement) =>
    Object.keys(asObject(statement)).some((name) => !passesNothing.includes(name)),
  );

function packetsOf({ ruleset }: Walk, { family, table }: Chain, { statements }: Rule): number | null {
  for (const statement of statements) {
    const { counter } = asObject(statement);
    if (counter === undefined) continue;
    const name = asText(counter);
    if (name !== null) return ruleset.counters.get(keyOf(family, table, name)) ?? null;
    return asNumber(asObject(counter)["packets"] ?? null);
  }
  return null;
}
