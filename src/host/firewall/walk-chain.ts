import type { FirewallVerdict } from "../../evidence/index.ts";
import { asObject, asText, type Json } from "../json.ts";
import type { Truth } from "./compare.ts";
import { fieldOf } from "./field.ts";
import { elementsOf, lookUp } from "./lookup.ts";
import type { End, Outcome, Walk } from "./outcome.ts";
import { merged, type Packet } from "./packet.ts";
import { applyStatement, type Effect } from "./rule-effect.ts";
import { type Chain, keyOf, type Rule } from "./ruleset.ts";
import { type Passage, type Standing, takeDown } from "./take-down.ts";
import { translate } from "./translate.ts";

/** Jumps within jumps that the kernel allows. Linux include/net/netfilter/nf_tables.h: NFT_JUMP_STACK_SIZE. */
const DEEPEST_JUMP = 16;

/**
 * Follows a packet through a base chain, rule by rule, and takes down the rules with a verdict that it meets.
 *
 * @returns Each way in which it may leave; exactly one where nothing unknown decides.
 */
export function walkBaseChain(walk: Walk, base: Chain, packet: Packet, isSure: boolean): readonly Outcome[] {
  const passage: Passage = { walk, base, ends: [] };
  const rest = walkRules(passage, base, { packet, isSure }, 0);
  if (rest !== null) {
    const policy = base.base?.policy ?? "accept";
    if (policy === "drop")
      takeDown(passage, { chain: base, rule: null, verdict: "drop", standing: rest, truth: true });
    passage.ends.push({ end: policy, packet: rest.packet, tool: base.tool });
  }
  return passage.ends;
}

/** Where a packet stands after the rules of a chain; `null` where none comes so far. */
function walkRules(passage: Passage, chain: Chain, start: Standing, depth: number): Standing | null {
  let here: Standing | null = start;
  const returned: Packet[] = [];
  for (const rule of chain.rules) {
    if (passage.walk.budget <= 0 || depth > DEEPEST_JUMP) {
      passage.ends.push({ end: "unknown", packet: here.packet, tool: chain.tool });
      return null;
    }
    passage.walk.budget -= 1;
    const after = walkRule({ passage, chain, rule, depth, returned }, here);
    if (after === null) {
      here = null;
      break;
    }
    here = after;
  }
  const packets = here === null ? returned : [...returned, here.packet];
  const [first, ...others] = packets;
  if (first === undefined) return null;
  return { packet: others.reduce(merged, first), isSure: start.isSure };
}

interface AtRule {
  readonly passage: Passage;
  readonly chain: Chain;
  readonly rule: Rule;
  readonly depth: number;
  /** Packets that went back from this chain before its end. */
  readonly returned: Packet[];
}

/** Where a packet stands after a rule; `null` where none goes on to the next. */
function walkRule(at: AtRule, here: Standing): Standing | null {
  let effect: Effect = { truth: true, isUnderstood: true, packet: here.packet };
  for (const statement of at.rule.statements) {
    const applied = applyStatement(statement, effect, { walk: at.passage.walk, chain: at.chain });
    if (applied !== null) {
      if (applied.truth === false) return { ...here, packet: effect.packet };
      if (JSON.stringify(statement) === '{"notrack":null}') {
        takeDown(at.passage, { ...at, verdict: "notrack", standing: here, truth: applied.truth });
      }
      effect = applied;
      continue;
    }
    const rest = decide(at, here, { statement, effect });
    if (rest === "goes-on") continue;
    return rest;
  }
  return { ...here, packet: effect.packet };
}

interface Decision {
  readonly statement: Json;
  readonly effect: Effect;
}

/** What a verdict does; `goes-on` where it is none for this packet. */
function decide(at: AtRule, here: Standing, { statement, effect }: Decision): Standing | null | "goes-on" {
  const [[name, body] = ["", null]] = Object.entries(asObject(statement));
  const { truth, packet } = effect;
  const stays: Standing | null = truth === true ? null : { ...here, packet: merged(here.packet, packet) };
  const standing = { ...here, packet };
  const { walk } = at.passage;
  switch (name) {
    case "accept":
    case "drop":
      leave(at, { standing, effect, verdict: name, end: name });
      return stays;
    case "reject": {
      const verdict = asObject(body)["type"] === "tcp reset" ? "reject-reset" : "reject-icmp";
      leave(at, { standing, effect, verdict, end: verdict });
      return stays;
    }
    case "return":
      at.returned.push(packet);
      return stays === null ? null : { ...stays, isSure: false };
    case "jump":
    case "goto": {
      const target = asText(asObject(body)["target"] ?? null) ?? "";
      const chain = walk.ruleset.chainsByName.get(keyOf(at.chain.family, at.chain.table, target));
      const entered: Standing = { packet, isSure: here.isSure && truth === true };
      if (chain === undefined) {
        leave(at, {
          standing,
          effect: { ...effect, isUnderstood: false },
          verdict: "unknown",
          end: "unknown",
        });
        return stays;
      }
      const rest = walkRules(at.passage, chain, entered, at.depth + 1);
      if (name === "goto") {
        if (rest !== null) at.returned.push(rest.packet);
        return stays === null ? null : { ...stays, isSure: false };
      }
      if (rest === null) return stays;
      return stays === null
        ? { packet: rest.packet, isSure: here.isSure }
        : { packet: merged(stays.packet, rest.packet), isSure: here.isSure };
    }
    case "vmap":
      return decideByMap(at, standing, { body: asObject(body), effect });
    case "dnat":
    case "snat":
    case "redirect":
    case "masquerade": {
      const translated = translate(name, body ?? null, packet, { walk, chain: at.chain });
      if (translated.length === 0) return "goes-on";
      for (const one of translated) {
        const isOnly = translated.length === 1 && one.isSure;
        const sure = { ...effect, truth: isOnly ? truth : null };
        leave(at, {
          standing: { ...standing, packet: one.packet },
          effect: sure,
          verdict: name,
          end: "accept",
          isRepeated: !isOnly,
        });
      }
      return stays;
    }
    default:
      leave(at, { standing, effect: { ...effect, isUnderstood: false }, verdict: "unknown", end: "unknown" });
      // What it does is not known: the packet may go on as well.
      return { packet, isSure: false };
  }
}

function decideByMap(
  at: AtRule,
  standing: Standing,
  { body, effect }: { readonly body: Readonly<Record<string, Json | undefined>>; readonly effect: Effect },
): Standing | null {
  const { walk } = at.passage;
  const key = fieldOf(body["key"] ?? null, effect.packet, walk.world);
  const elements = elementsOf(walk.ruleset, at.chain, body["data"] ?? null) ?? [];
  walk.budget -= elements.length;
  let here: Standing | null = standing;
  for (const { data, truth } of lookUp(key, elements)) {
    if (here === null) return null;
    const both: Truth = truth === true && effect.truth === true ? true : null;
    const rest = decide(at, here, {
      statement: data,
      effect: { ...effect, packet: here.packet, truth: both },
    });
    here = rest === "goes-on" ? here : rest;
  }
  return here;
}

interface Leaving {
  readonly standing: Standing;
  readonly effect: Effect;
  readonly verdict: FirewallVerdict;
  readonly end: End;
  readonly isRepeated?: boolean;
}

/** More ways than these to leave one chain are not told apart. */
const MAX_ENDS = 64;

function leave(at: AtRule, { standing, effect, verdict, end }: Leaving): void {
  const { ends } = at.passage;
  const truth = effect.truth;
  takeDown(at.passage, {
    ...at,
    verdict: effect.isUnderstood ? verdict : "unknown",
    standing,
    truth,
  });
  const outcome: Outcome = { end, packet: standing.packet, tool: at.chain.tool };
  ends.push(ends.length < MAX_ENDS ? outcome : { ...outcome, end: "unknown" });
}
