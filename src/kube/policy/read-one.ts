import type { Recorder } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf, type Wanted } from "../api/gap.ts";

/** What is asked of a cluster. */
export type PolicyCluster = Pick<Cluster, "get" | "list">;

/** Who is asked, and who is told of what may not be read. */
export interface PolicyLook {
  readonly cluster: PolicyCluster;
  readonly recorder: Recorder;
}

/** One object, in a list; none, and a gap, where it may not be read; none where it is gone. */
export async function readOne(
  { cluster, recorder }: PolicyLook,
  path: string,
  what: Omit<Wanted, "verb">,
): Promise<readonly unknown[]> {
  const read = await cluster.get(path);
  if (read.outcome === "read") return [read.object];
  if (read.outcome !== "missing") recorder.gap(gapOf(read, { verb: "get", ...what }, "cni"));
  return [];
}
