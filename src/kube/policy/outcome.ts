import type { PolicyNamed, PolicyRule } from "../../evidence/index.ts";
import { type Answer, every } from "./answer.ts";

/** One of the ends that a flow may come to. Of several the last is sure: it comes to it where it comes to none before. */
export interface Outcome {
  /** `next`: the policies that come after decide. */
  readonly does: "allow" | "deny" | "next";
  /** `null` where no rule says so, but what holds without any. */
  readonly by: PolicyRule | null;
  /** Why it is not known whether it comes to this; `null` where nothing speaks against it. */
  readonly why: string | null;
  /** Where no rule says so: the policies that let through nothing else. */
  readonly of?: readonly PolicyNamed[];
  /** What the rule asks besides of what it lets through, above the transport. */
  readonly asks?: string | null;
}

/** One rule, as it stands to a flow. */
export interface Ruling {
  readonly matches: Answer;
  /** `log`: it decides nothing. `null`: of no known form. */
  readonly action: Outcome["does"] | "log" | null;
  readonly by: PolicyRule;
  readonly asks?: string | null;
}

/** What rules come to. */
export interface Walked {
  readonly taken: readonly Outcome[];
  /** It may be that none of them decides. */
  readonly falls: boolean;
}

/** Goes through rules in their order: the first that matches decides. */
export function walk(rulings: Iterable<Ruling>): Walked {
  const taken: Outcome[] = [];
  for (const { matches, action, by, asks = null } of rulings) {
    if (matches === false || action === "log") continue;
    const why = matches === true ? null : matches.why;
    if (action === null) {
      const unclear = why ?? `an action of no known form in ${by.policy}`;
      taken.push({ does: "allow", by, why: unclear }, { does: "deny", by, why: unclear });
    } else taken.push({ does: action, by, why, asks });
    if (matches === true) return { taken, falls: false };
  }
  return { taken, falls: true };
}

/** What several of the same rank come to: where they decide otherwise than each other, nothing says which of them is asked. */
export function amongEquals(all: readonly Walked[], why: string): Walked {
  const deciding = all.filter(({ taken }) => taken.length > 0);
  const taken = deciding.flatMap((one) => one.taken);
  const agree = deciding.length < 2 || taken.every(({ does }) => does === taken[0]?.does);
  return {
    taken: agree ? sureLast(taken) : taken.map((one) => ({ ...one, why: one.why ?? why })),
    falls: all.every(({ falls }) => falls),
  };
}

/** Those that are sure go last. */
const sureLast = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.toSorted((a, b) => Number(a.why === null) - Number(b.why === null));

/** One after the other: what the first leaves open, the next decides. */
export function inOrder(all: Iterable<() => Walked>): Walked {
  const taken: Outcome[] = [];
  for (const one of all) {
    const walked = one();
    taken.push(...walked.taken);
    if (!walked.falls) return { taken, falls: false };
  }
  return { taken, falls: true };
}

/** What a flow comes to where some of these leave it to what comes after. */
export function passOn(outcomes: readonly Outcome[], after: () => readonly Outcome[]): readonly Outcome[] {
  const passing = outcomes.filter(({ does }) => does === "next");
  if (passing.length === 0) return outcomes;
  const [unsure = null] = passing.some(({ why }) => why === null) ? [null] : passing.map(({ why }) => why);
  const then = after().map((one) => ({ ...one, why: one.why ?? unsure }));
  return [...outcomes.filter(({ does }) => does !== "next"), ...then];
}

/** What all of it comes to. */
export interface Settled {
  readonly verdict: Answer;
  readonly by: PolicyRule | null;
  readonly of: readonly PolicyNamed[];
  /** What a rule asks besides of what is allowed, above the transport. */
  readonly asks: string | null;
}

/** The one end of all, or why it is not known. What nobody decides is allowed. */
export function settle(outcomes: readonly Outcome[]): Settled {
  const isAllowed = ({ does }: Outcome) => does !== "deny";
  const sure = outcomes.findLast(({ why }) => why === null);
  if (outcomes.length > 0 && !outcomes.every(isAllowed) && outcomes.some(isAllowed))
    return { verdict: openOf(outcomes), by: null, of: [], asks: null };
  return {
    verdict: outcomes.every(isAllowed),
    by: sure?.by ?? null,
    of: sure?.of ?? [],
    asks: sure?.asks ?? null,
  };
}

/** Why it is open, all reasons in one. */
const openOf = (outcomes: readonly Outcome[]): Answer => {
  const reasons = [...new Set(outcomes.flatMap(({ why }) => why ?? []))];
  return { why: reasons.length === 0 ? "what decides" : reasons.slice(0, 4).join(", ") };
};

/** A rule of a policy that may not be in force: it matches where both hold. */
export const where = (selects: Answer, matches: Answer): Answer => every([selects, matches]);
