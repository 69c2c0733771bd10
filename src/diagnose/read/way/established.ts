import type { Evidence, FirewallMatch } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { meets } from "./on-way.ts";

/** What a stranger's flow adds to a rule's counter once or twice. */
const ENOUGH_COUNTED = 3;

/**
 * Rules of hosts between the two ends that answer packets of a connection which stands with a reset of their own. One that also
 * depends on what the ruleset does not tell states it where it counted packets during the request.
 */
export const readEstablished: Reader = (evidence, request) => {
  const hosts = new Set(ofKind(evidence, "firewall").map(({ vantage }) => vantage));
  return [...hosts]
    .filter((at) => at !== request.client && at !== request.server)
    .flatMap((at) => readResetting(evidence, request, at));
};

function readResetting(evidence: readonly Evidence[], request: ReferenceRequest, at: string) {
  const records = ofKind(evidence, "firewall").filter(({ vantage }) => vantage === at);
  const last = records.findLast(({ value }) => (value.whenEstablished ?? []).some(resets));
  const known = (last?.value.whenEstablished ?? [])
    .filter(resets)
    .map((match) => ({ match, counted: countedBy(records, match) }));
  // A rule that counts, and did not in all that time, answered nobody.
  const possible = known.filter(({ counted }) => counted === null || counted > 0);
  // Of one that counts, a single reading does not tell whether it counted now.
  const sure = possible.find(
    ({ match, counted }) =>
      (match.isCertain && (match.packets === null || counted !== null)) || (counted ?? 0) >= ENOUGH_COUNTED,
  );
  const chosen = sure ?? possible[0];
  if (last === undefined || chosen === undefined) return [];
  const isMet = meets(evidence, request, { vantage: at, way: chosen.match.way });
  if (isMet === false) return [];
  const { rule, family, table, chain, handle } = chosen.match;
  return observe("filter-resets-flow", true, {
    records,
    at,
    strength: sure !== undefined && isMet ? "states" : "suggests",
    slots: {
      router: at,
      rule: rule.replace(/[{};]/g, ""),
      remove: `nft delete rule ${family} ${table} ${chain} handle ${handle ?? "N"}`,
    },
  });
}

const resets = ({ verdict, hook }: FirewallMatch): boolean =>
  verdict === "reject-reset" && hook !== "input" && hook !== "output";

/** What a rule's counter rose by between the first reading and the last; `null` where it has none, or was read once. */
function countedBy(records: readonly Evidence<"firewall">[], match: FirewallMatch): number | null {
  const readings = records.flatMap(({ value }) =>
    (value.whenEstablished ?? []).filter(
      ({ family, table, chain, handle, way }) =>
        family === match.family &&
        table === match.table &&
        chain === match.chain &&
        handle === match.handle &&
        way === match.way,
    ),
  );
  const [first, last] = [readings[0]?.packets ?? null, readings.at(-1)?.packets ?? null];
  return first === null || last === null || readings.length < 2 ? null : last - first;
}
