import type { Gap, LoggedComplaint } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { complaintsOf } from "./complaints.ts";

/** A container whose log is read. */
export interface ComponentPod {
  readonly namespace: string;
  readonly name: string;
  /** `null` for the only one. */
  readonly container: string | null;
  readonly node: string | null;
  /** It has ended and was started again: why is in the log of the run before. */
  readonly hasRestarted: boolean;
}

/** How far back lines are news, in seconds, and how many are asked for. */
export const NEWS = 600;
const LINES = 400;
const OCTETS = 128 * 1024;

/**
 * What a component of the cluster's network complained of lately; `seconds` before now, by the clock of its node. A right that is missing
 * is a gap.
 */
export async function readComplaints(
  { namespace, name, container, hasRestarted }: ComponentPod,
  { cluster, gaps, seconds = NEWS }: { readonly cluster: Cluster; gaps: Gap[]; readonly seconds?: number },
): Promise<readonly LoggedComplaint[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
  const query = {
    timestamps: "true",
    sinceSeconds: seconds,
    tailLines: LINES,
    limitBytes: OCTETS,
    ...(container === null ? {} : { container }),
  };
  const [own, before] = await Promise.all([
    cluster.text(path, query),
    hasRestarted ? cluster.text(path, { ...query, previous: "true" }) : null,
  ]);
  // Where a node has given up a log, or its container has none yet, nothing is missing that somebody could allow.
  if (own.outcome !== "read" && own.outcome !== "missing" && own.outcome !== "failed")
    gaps.push(gapOf(own, { verb: "get", resource: "pods/log", namespace }));
  return complaintsOf([before, own].map((read) => (read?.outcome === "read" ? read.text : "")).join("\n"));
}
