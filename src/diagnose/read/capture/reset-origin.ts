import type { Ms } from "../../../base/index.ts";
import type { FrameMark, Side } from "../../../evidence/index.ts";
import { type Circumstance, placeReset } from "./reset-circumstance.ts";
import {
  answersSyn,
  formOf,
  type ResetContext,
  type Rule,
  type RuleFinding,
  type RuleOpen,
} from "./reset-finding.ts";
import { hopsOf } from "./reset-hops.ts";
import { compareTtl } from "./reset-rule-ttl.ts";
import {
  askOthers,
  compareResets,
  compareRoundTrip,
  findBothWays,
  findLifeAfter,
  findNewData,
  findSecondAnswer,
} from "./reset-rules-course.ts";
import { compareForm, compareIpId, compareSequence, compareWindow } from "./reset-rules-looks.ts";

/** Who sent a reset, as far as a capture tells it. */
export interface ResetOrigin {
  readonly mark: FrameMark;
  readonly claims: Side;
  readonly bornAt: "claimed-host" | "on-path" | "unknown";
  /** Routers between its birth and the point of capture, by its time to live; `null` where that says nothing. */
  readonly hops: number | null;
  /** `forger`: a device that writes packets in the name of an end. `filter`: a router or firewall that rejects by a rule. */
  readonly sender: "client" | "server" | "filter" | "forger" | "unknown";
  readonly form: "full-socket" | "no-socket" | null;
  readonly circumstance: Circumstance;
  readonly idle: Ms | null;
  /** It refuses a SYN; and it came after that idle time of itself, not as an answer to what ended the idle time. */
  readonly answersSyn: boolean;
  readonly cameByItself: boolean;
  readonly isHarmless: boolean | null;
  readonly fired: readonly RuleFinding[];
  readonly open: readonly RuleOpen[];
  readonly certainty: "certain" | "likely" | "possible" | "unknown";
}

const rules: readonly Rule[] = [
  ...askOthers,
  findNewData,
  compareResets,
  findSecondAnswer,
  compareSequence,
  findBothWays,
  compareTtl,
  compareForm,
  compareRoundTrip,
  compareIpId,
  compareWindow,
  findLifeAfter,
];

/** Reads a reset beside everything that it can be compared with. */
export function originOf(context: ResetContext): ResetOrigin {
  const { flow, reset } = context;
  const results = rules.map((rule) => rule(context)).filter((one) => one !== null);
  const fired = results.filter((one): one is RuleFinding => "speaks" in one);
  const open = results.filter((one): one is RuleOpen => !("speaks" in one));
  const { bornAt, certainty } = weigh(fired);
  const form = formOf(context);
  const { circumstance, idle, isHarmless } = placeReset(flow, reset);
  return {
    mark: reset.mark,
    claims: reset.claims,
    bornAt,
    hops: hopsOf(reset.ttl),
    sender:
      bornAt === "unknown"
        ? "unknown"
        : bornAt === "claimed-host"
          ? reset.claims
          : strangerOf(context, fired),
    form,
    circumstance: circumstance === "closed-port" && bornAt === "on-path" ? "refused-handshake" : circumstance,
    idle,
    answersSyn: answersSyn(context),
    cameByItself: idle !== null && reset.idleBefore >= idle * ALL,
    isHarmless,
    fired,
    open,
    certainty,
  };
}

/** An idle time is as good as whole where an acknowledgement at its beginning is all that came in it. */
const ALL = 0.95;

const weights = ["weak", "fair", "strong", "conclusive"] as const;
/** Independent rules that make it likely. */
const INDEPENDENT = 2;

/** The stronger side has it; what contradicts it makes it less sure, and of equals nothing is known. */
function weigh(fired: readonly RuleFinding[]): Pick<ResetOrigin, "bornAt" | "certainty"> {
  const of = (speaks: RuleFinding["speaks"]) => fired.filter((one) => one.speaks === speaks);
  const heaviest = (findings: readonly RuleFinding[]) =>
    Math.max(-1, ...findings.map(({ weight }) => weights.indexOf(weight)));
  const [host, stranger] = [of("for"), of("against")];
  const [forHost, forStranger] = [heaviest(host), heaviest(stranger)];
  // What is merely usual of other machines tells no one from another.
  if (forHost === forStranger || Math.max(forHost, forStranger) <= weights.indexOf("weak"))
    return { bornAt: "unknown", certainty: "unknown" };
  const bornAt = forHost > forStranger ? "claimed-host" : "on-path";
  const [won, lost] = forHost > forStranger ? [host, stranger] : [stranger, host];
  if (won.some(({ weight }) => weight === "conclusive")) return { bornAt, certainty: "certain" };
  const counted = (findings: readonly RuleFinding[]) =>
    new Set(findings.filter(({ weight }) => weight !== "weak").map(({ rule }) => familyOf[rule] ?? rule))
      .size;
  const certainty = counted(won) - counted(lost) >= INDEPENDENT ? "likely" : "possible";
  return { bornAt, certainty };
}

/** Rules that look at the same thing count once. */
const familyOf: Readonly<Record<string, string>> = {
  A1: "number of resets",
  A4: "number of resets",
  A5: "number of resets",
  A7: "copied",
  A8: "copied",
};

/** Findings that a rule which rejects a packet does not leave behind. */
const ofForgers: readonly RuleFinding["rule"][] = ["A1", "A3", "A4", "A5", "A7", "A8", "C8"];

/** A rule that rejects answers the packet in the form of a stack without a socket; who forges an end writes more than that. */
function strangerOf(context: ResetContext, fired: readonly RuleFinding[]): "filter" | "forger" {
  const isForged = fired.some(({ rule, speaks }) => speaks === "against" && ofForgers.includes(rule));
  return !isForged && (answersSyn(context) || formOf(context) === "no-socket") ? "filter" : "forger";
}
