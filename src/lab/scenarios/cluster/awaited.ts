import type { ClusterScenario } from "../../cluster-scenario.ts";

/** Scenarios in a cluster whose verdict is not yet what it should be. This list may only shrink. */
export const awaitedInClusters: Readonly<
  Record<string, () => Promise<{ readonly scenario: ClusterScenario }>>
> = {};
