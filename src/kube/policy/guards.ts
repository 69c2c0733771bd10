import type { PolicyNamed } from "../../evidence/index.ts";
import { type Answer, some } from "./answer.ts";
import { type Outcome, type Ruling, walk, where } from "./outcome.ts";

/**
 * A policy of those that are joined: what one of them denies is denied, else what one of them allows is allowed, and what a Pod that
 * one of them isolates is not allowed is denied.
 */
export interface Guard extends PolicyNamed {
  /** Whether it selects the Pod. */
  readonly selects: Answer;
  /** Whether it isolates the Pods that it selects. */
  readonly isolates: Answer;
  /** Whether each of its rules matches. */
  readonly allows: readonly Answer[];
  readonly denies: readonly Answer[];
  /** What each of those that allow asks of what it lets through, above the transport; `null` where nothing. Left out: none does. */
  readonly asks?: readonly (string | null)[];
}

/** What joined policies come to. */
export function joined(guards: readonly Guard[]): readonly Outcome[] {
  const selecting = guards.filter(({ selects }) => selects !== false);
  const denied = walk(selecting.flatMap((guard) => rulings(guard, "deny")));
  if (!denied.falls) return denied.taken;
  const allowing = selecting.flatMap((guard) => rulings(guard, "allow"));
  const allowed = walk(allowing.toSorted((a, b) => Number(a.asks !== null) - Number(b.asks !== null)));
  if (!allowed.falls) return [...denied.taken, ...allowed.taken];
  return [...denied.taken, ...allowed.taken, ...withoutRule(selecting)];
}

function rulings(guard: Guard, action: "allow" | "deny"): readonly Ruling[] {
  const { kind, policy, selects } = guard;
  const rules = action === "allow" ? guard.allows : guard.denies;
  return rules.map((matches, index) => ({
    matches: where(selects, matches),
    action,
    by: { kind, policy, rule: index + 1 },
    asks: action === "allow" ? (guard.asks?.[index] ?? null) : null,
  }));
}

/** A Pod that may be isolated is denied what no rule allows; where the policy that may isolate it allows it, it is not. */
function withoutRule(selecting: readonly Guard[]): readonly Outcome[] {
  const may = selecting.map((guard) => ({ guard, isolates: where(guard.selects, guard.isolates) }));
  const of = may.flatMap(({ guard: { kind, policy }, isolates }) =>
    isolates === true ? [{ kind, policy }] : [],
  );
  if (of.length > 0) return [{ does: "deny", by: null, why: null, of }];
  const hindering = may.flatMap(({ guard, isolates }): readonly Outcome[] =>
    typeof isolates === "boolean" || some(guard.allows) === true
      ? []
      : [{ does: "deny", by: null, why: isolates.why }],
  );
  return [...hindering, { does: "next", by: null, why: null }];
}
