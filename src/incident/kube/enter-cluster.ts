import type { Clock } from "../../base/index.ts";
import type { Target } from "../../config/index.ts";
import type { KubeEndpoint, KubeNode, KubePod, KubeService, Recorder } from "../../evidence/index.ts";
import {
  type Cluster,
  openCluster,
  type PodRead,
  readAllNodes,
  readServiceState,
  refusalOf,
  type ServiceState,
  serviceBehind,
} from "../../kube/index.ts";
import { type DebugContainers, debugContainers } from "./debug-containers.ts";
import type { KubeAsked, KubeServiceAsked } from "./kube-asked.ts";

/** A cluster that the request enters, and the Service as it was before the request. */
export interface InCluster {
  /** `null` where no Service is named. */
  readonly asked: KubeServiceAsked | null;
  readonly cluster: Cluster;
  /** Containers that may be added to Pods; `null` where that is not allowed. */
  readonly debug: DebugContainers | null;
  readonly before: ClusterState;
}

/** What the API says of the Service: `null`, or none, for what could not be read. */
export interface ClusterState {
  readonly service: KubeService | null;
  readonly endpoints: readonly KubeEndpoint[];
  readonly pods: readonly KubePod[];
  /** The same, with their labels. */
  readonly podsRead: readonly PodRead[];
  readonly nodes: readonly KubeNode[];
}

const stateOf = ({ service, endpoints, pods, nodes }: ServiceState): ClusterState => ({
  service: service?.service ?? null,
  endpoints: endpoints?.all ?? [],
  pods: (pods?.all ?? []).map(({ pod }) => pod),
  podsRead: pods?.all ?? [],
  nodes: (nodes?.all ?? []).map(({ node }) => node),
});

/** What the cluster is entered with. */
interface EnterContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly recorder: Recorder;
  /** What is asked. Where it is a Service itself, there is nothing to ask without its cluster. */
  readonly target: Pick<Target, "host" | "port" | "path" | "kube">;
  /** The image of containers that may be added to Pods; `null` where that is not allowed. */
  readonly debugImage: string | null;
}

/**
 * Opens the cluster and reads the Service with all that it leads to. `null` where it cannot be opened: a gap then.
 *
 * @throws FaultlineError `BAD_OPTION` for a kubeconfig that is of no use, where the target is a Service, or it was named for this run.
 */
export async function enterCluster(
  asked: KubeAsked,
  { env, clock, signal, recorder, target, debugImage }: EnterContext,
): Promise<InCluster | null> {
  const opened = await openCluster(asked, { env, signal });
  const refusal = target.kube !== undefined || asked.isWanted === true ? refusalOf(opened) : null;
  if (refusal !== null) throw refusal;
  if (opened.outcome !== "opened") {
    recorder.gap({
      boundary: "service",
      needs: `what the cluster says of ${asked.service === null ? "its nodes and policies" : `the Service ${asked.service}`}: ${opened.why}`,
      reason: opened.outcome === "no-credential" ? "permission" : "unreadable",
      allowBy: opened.allowBy,
    });
    return null;
  }
  const { cluster } = opened;
  const debug =
    debugImage === null ? null : debugContainers({ image: debugImage, cluster, recorder, clock, signal });
  const context = { recorder, clock, signal, purpose: "freeze" } as const;
  const behind = asked.service === null ? await serviceBehind(target, cluster, context) : null;
  const { service, namespace, port } = behind ?? asked;
  if (service === null) {
    const nodes = await readAllNodes(cluster, context);
    const nothing = { service: null, endpoints: null, pods: null, events: null };
    return { asked: null, cluster, debug, before: stateOf({ ...nothing, nodes }) };
  }
  const named = { ...asked, service, port, namespace: namespace ?? "default" };
  return { asked: named, cluster, debug, before: stateOf(await readServiceState(named, cluster, context)) };
}

/** Reads the Service's objects as they are now; nothing where no Service is named. */
export async function readAgain(
  { asked, cluster }: InCluster,
  { recorder, clock, signal }: Pick<EnterContext, "recorder" | "clock" | "signal">,
  purpose: "context" | "thaw",
): Promise<void> {
  if (asked !== null) await readServiceState(asked, cluster, { recorder, clock, signal, purpose });
}
