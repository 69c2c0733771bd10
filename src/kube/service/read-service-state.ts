import type { KubeEvents, KubeName } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import type { KubeContext } from "../context.ts";
import { endpointsOfSlices } from "../objects/endpoints.ts";
import { isIll } from "../objects/pod.ts";
import type { ServiceAsked } from "../objects/service.ts";
import { type EndpointsFound, readEndpoints } from "./read-endpoints.ts";
import { readEvents } from "./read-events.ts";
import { readMakers } from "./read-makers.ts";
import { listNodes, type NodesFound, readNodes } from "./read-nodes.ts";
import { type PodsFound, readPods } from "./read-pods.ts";
import { readService, type ServiceRead } from "./read-service.ts";

/** Pods in trouble whose events are read. */
const MOST_ILL = 5;

/** What the API says of a Service and of all that it leads to. `null` for what could not be read, or is not there. */
export interface ServiceState {
  readonly service: ServiceRead | null;
  readonly endpoints: EndpointsFound | null;
  readonly pods: PodsFound | null;
  readonly nodes: NodesFound | null;
  readonly events: KubeEvents | null;
}

/** Reads and records all of it, in parallel where one does not need the other. Throws only for an abort. */
export async function readServiceState(
  asked: ServiceAsked,
  cluster: Cluster,
  context: KubeContext,
): Promise<ServiceState> {
  const { namespace, service: name } = asked;
  const nodesListed = listNodes(cluster);
  const [service, endpointsRead, listed] = await Promise.all([
    readService(asked, cluster, context),
    readEndpoints({ namespace, service: name }, cluster, context),
    nodesListed,
  ]);
  const nothing = { service, endpoints: null, pods: null, nodes: null, events: null };
  const known = service?.service ?? null;
  if (known !== null && (known.outcome === "missing" || known.outcome === "no-namespace")) return nothing;
  // Its name leads to another name: it has no endpoints and needs none.
  if (known?.type === "ExternalName") return nothing;
  const of = { namespace, service: name, port: known?.port ?? null };
  const endpoints = endpointsRead?.(of) ?? null;
  const pods = await readPods(
    {
      namespace,
      service: name,
      selector: known?.selector ?? null,
      endpoints: endpoints?.all ?? [],
      stillTargets: () => targetsNow(asked, cluster),
    },
    cluster,
    context,
  );
  const selector = known?.selector ?? null;
  const lacksPods = pods?.value.isComplete === true && pods.value.selected === 0;
  if (context.purpose === "freeze" && selector !== null && lacksPods)
    await readMakers({ namespace, service: name, selector }, cluster, context);
  const needed = new Set([
    ...(pods?.all ?? []).flatMap(({ pod }) => pod.node ?? []),
    ...(endpoints?.all ?? []).flatMap(({ node }) => node ?? []),
  ]);
  const nodes = await readNodes({ listed, needed: [...needed] }, cluster, context);
  const ill = (pods?.value.pods ?? []).filter(isIll).slice(0, MOST_ILL);
  const illNodes = (nodes?.all ?? []).filter(({ node }) => node.ready !== "yes").slice(0, MOST_ILL);
  const events = await readEvents(
    [
      ...(service === null ? [] : [{ kind: "Service", namespace, name, uid: service.uid }]),
      ...ill.map(({ id }) => id),
      ...illNodes.map(({ node, uid }): KubeName => ({ kind: "Node", namespace: "", name: node.name, uid })),
    ],
    cluster,
    context,
  );
  return { service, endpoints, pods, nodes, events };
}

/** What the endpoints lead to now; nothing where that cannot be read, for then nobody knows. */
async function targetsNow(
  { namespace, service }: ServiceAsked,
  cluster: Cluster,
): Promise<readonly KubeName[]> {
  const read = await cluster.list(
    `/apis/discovery.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/endpointslices`,
    { labelSelector: `kubernetes.io/service-name=${service}` },
    { most: 500 },
  );
  if (read.outcome !== "read") return [];
  return endpointsOfSlices(read.items, { namespace, service, port: null }).flatMap(
    ({ target }) => target ?? [],
  );
}
