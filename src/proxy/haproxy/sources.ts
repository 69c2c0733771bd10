import type { AddressRule, ProxyConfiguration } from "../../evidence/index.ts";
import { isInNetwork } from "../address-match.ts";
import { type Condition, holdsTerm, type Term } from "./condition.ts";
import { patternsOf } from "./criterion.ts";
import type { Transaction } from "./fetch.ts";

/** Rules that are kept of long lists of addresses. */
const MOST_RULES = 100;

const isOfSource = ({ criteria }: Term): boolean =>
  criteria.some(({ expression }) => /^src(?:,|$)/.test(expression));

/** Whether a condition looks at the client's address. */
export const looksAtSource = (condition: Condition | null): boolean =>
  condition?.alternatives.some((terms) => terms.some(isOfSource)) === true;

/** Takes down what rules say of the client's address, and which of them decides. */
export class SourceRules {
  readonly #rules: AddressRule[] = [];
  #decides: AddressRule | null = null;
  #lets: AddressRule | null = null;

  /** One rule that applies to this request but for the address; `fires` where it applies to the address too. */
  add(
    verdict: AddressRule["verdict"],
    condition: Condition,
    { where, transaction, fires }: { where: string; transaction: Transaction; fires: boolean },
  ): void {
    const other = verdict === "deny" ? "allow" : "deny";
    for (const terms of condition.alternatives) {
      const [term] = terms.filter(isOfSource);
      const isOpen = terms.every((each) => isOfSource(each) || holdsTerm(each, transaction) === true);
      if (term === undefined || !isOpen) continue;
      const sources = term.criteria.flatMap((criterion) => patternsOf(criterion, transaction) ?? []);
      const isNegated = term.isNegated !== condition.isUnless;
      const made = sources.map(
        (source): AddressRule => ({ verdict: isNegated ? other : verdict, source, where }),
      );
      const all: AddressRule = { verdict, source: "all", where };
      const rules = isNegated ? [...made, all] : made;
      for (const rule of rules) if (this.#rules.length < MOST_RULES) this.#rules.push(rule);
      const { source } = transaction;
      const fitting =
        source === null ? undefined : made.find((rule) => isInNetwork(source, rule.source) === true);
      if (fires) this.#decides ??= isNegated ? all : (fitting ?? null);
      else if (isNegated && fitting !== undefined) this.#lets ??= fitting;
    }
  }

  /** Whether an address has been refused or let in for good. */
  get isDecided(): boolean {
    return this.#decides !== null;
  }

  told(trustsHeader: boolean): ProxyConfiguration["access"] {
    return { rules: this.#rules, decides: this.#decides ?? this.#lets, trustsHeader };
  }
}
