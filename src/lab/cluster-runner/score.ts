import { type Cluster, type ClusterBinaries, clusterBinaries, startCluster } from "../cluster/index.ts";
import type { ClusterScenario, ClusterWanted } from "../cluster-scenario.ts";
import { createDraw } from "../draw.ts";
import { type Case, type Scored, sideBySide } from "../runner/index.ts";
import { createGate } from "./gate.ts";
import { scoreInCluster } from "./run-case.ts";

/** A case and its scenario. */
export interface ClusterCase {
  readonly scenario: ClusterScenario;
  readonly wanted: Case;
}

/** How a score in clusters is made. */
export interface ClusterScoring {
  readonly records: string | null;
  readonly signal: AbortSignal;
  readonly seed: number;
  /** Cases side by side in one cluster. */
  readonly jobs: number;
  readonly say: (line: string) => void;
  /** Told of each case as it is scored. */
  readonly onScored: (scored: Scored) => void;
}

const usual: ClusterWanted = {
  nodes: 2,
  fabric: "host-gateway",
  families: "ipv4",
  proxyMode: "nftables",
};

/** Clusters that are up at once: most of a case is waiting. */
const CLUSTERS = 2;

/**
 * Runs cases, those that want the same cluster side by side in one, which is brought up, used and taken down. Those that change its nodes
 * have another, so that nobody waits for them who need not.
 *
 * @throws FaultlineError `LAB_FAILED` where a cluster cannot be built.
 */
export async function scoreInClusters(
  cases: readonly ClusterCase[],
  scoring: ClusterScoring,
): Promise<readonly Scored[]> {
  const { signal, say, seed } = scoring;
  const binaries = await clusterBinaries({ signal, say });
  const groups = Map.groupBy(cases, ({ scenario: { cluster, changesNodes } }) =>
    JSON.stringify({ wanted: { ...usual, ...cluster }, isShared: changesNodes === undefined }),
  );
  const scored = await sideBySide([...groups], CLUSTERS, async ([key, alike]) => {
    if (signal.aborted) return [];
    // Written just above.
    const { wanted } = JSON.parse(key) as { readonly wanted: ClusterWanted };
    say(
      `a cluster of ${wanted.nodes} nodes, ${wanted.fabric}, ${wanted.families}, kube-proxy by ${wanted.proxyMode}`,
    );
    await using cluster = await startWith(wanted, { binaries, seed, signal });
    const shared = { cluster, gate: createGate() };
    return await sideBySide(alike, scoring.jobs, async ({ scenario, wanted: one }) => {
      if (signal.aborted) return [];
      const result = await scoreInCluster(shared, scenario, one, scoring.records);
      scoring.onScored(result);
      return [result];
    });
  });
  return scored.flat(2);
}

const startWith = (
  wanted: ClusterWanted,
  {
    binaries,
    seed,
    signal,
  }: { readonly binaries: ClusterBinaries; readonly seed: number; readonly signal: AbortSignal },
): Promise<Cluster> => startCluster({ ...wanted, binaries, draw: createDraw(seed), signal });
