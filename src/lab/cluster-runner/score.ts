import { type Cluster, type ClusterBinaries, clusterBinaries, startCluster } from "../cluster/index.ts";
import type { ClusterScenario, ClusterWanted } from "../cluster-scenario.ts";
import { createDraw } from "../draw.ts";
import type { Case, Scored } from "../runner/index.ts";
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
  readonly say: (line: string) => void;
  /** Told of each case as it is scored. */
  readonly onScored: (scored: Scored) => void;
}

const usual: ClusterWanted = { nodes: 2, fabric: "host-gateway", proxyMode: "nftables" };

/**
 * Runs cases one after the other, those that want the same cluster in one: it is brought up, used and taken down before the next.
 *
 * @throws FaultlineError `LAB_FAILED` where a cluster cannot be built.
 */
export async function scoreInClusters(
  cases: readonly ClusterCase[],
  scoring: ClusterScoring,
): Promise<readonly Scored[]> {
  const { signal, say, seed } = scoring;
  const binaries = await clusterBinaries({ signal, say });
  const kinds = Map.groupBy(cases, ({ scenario }) => JSON.stringify({ ...usual, ...scenario.cluster }));
  const scored: Scored[] = [];
  for (const [kind, alike] of kinds) {
    if (signal.aborted) break;
    // Written just above.
    const wanted = JSON.parse(kind) as ClusterWanted;
    say(`a cluster of ${wanted.nodes} nodes, ${wanted.fabric}, kube-proxy by ${wanted.proxyMode}`);
    await using cluster = await startWith(wanted, { binaries, seed, signal });
    for (const { scenario, wanted: one } of alike) {
      if (signal.aborted) break;
      const each = await scoreInCluster(cluster, scenario, one, scoring.records);
      scoring.onScored(each);
      scored.push(each);
    }
  }
  return scored;
}

const startWith = (
  wanted: ClusterWanted,
  {
    binaries,
    seed,
    signal,
  }: { readonly binaries: ClusterBinaries; readonly seed: number; readonly signal: AbortSignal },
): Promise<Cluster> => startCluster({ ...wanted, binaries, draw: createDraw(seed), signal });
