import type { Evidence } from "../evidence/index.ts";
import type { Judgement } from "./judge.ts";
import type { Observation } from "./observation.ts";
import { ofKind } from "./read/reader.ts";
import { fill } from "./template.ts";
import type { Found } from "./verdict.ts";
import { vocabulary } from "./vocabulary/index.ts";

/** What is stated by two sources that cannot both be right, and nothing says which: no cause is proven by it. */
const CONFIDENCE_WITHOUT_CAUSE = 0.5;

/**
 * Where the NetworkPolicies say otherwise than what was seen of the flow: a finding of its own, whether the request suffers by it or not.
 * It takes no part in the verdict. That an allowed flow is kept back is none where the verdict proves what keeps it back.
 */
export function disagreementsOf(
  { root, observations }: Pick<Judgement, "root" | "observations">,
  records: readonly Evidence[],
): readonly Found[] {
  const isSaidWhy = ({ cites }: Observation) =>
    root?.proven === true &&
    ofKind(records, "network-policy").some(
      ({ id, value }) => cites.includes(id) && value.verdict === "allowed",
    );
  return observations
    .filter((seen) => seen.name === "policy-not-as-observed" && seen.holds && !isSaidWhy(seen))
    .map(({ name, cites, slots }) => ({
      boundary: "cni",
      cause: null,
      confidence: CONFIDENCE_WITHOUT_CAUSE,
      because: cites,
      says: fill(vocabulary[name].says, slots),
    }));
}
