import type { KubeEndpoint, KubeName, KubePod } from "../../evidence/index.ts";
import {
  dnsFlows,
  type PolicyFlow,
  readClientPod,
  readPolicies,
  recordPolicyFlow,
} from "../../kube/index.ts";
import type { Walk } from "../walk.ts";
import type { InCluster } from "./enter-cluster.ts";

/** Endpoints whose policies are told. */
const MOST_FLOWS = 16;

/** Who asks: its address, and its Pod where it is one. */
export interface PolicyClient {
  readonly address: string | null;
  readonly pod: KubePod | null;
  /** The first host that its packets go to, numeric; `null` where it is not known. */
  readonly gateway: string | null;
}

/** What is told where the client's address is not known: of such a source a policy may still say enough. */
const NOT_KNOWN = "unknown";

/** What it asks, where no Service says so. */
interface PolicyRequest extends PolicyClient {
  /** The address that the request went to; `null` where it came to none. */
  readonly reached: string | null;
  /** Who asks the Pods in the client's place, as far as it is known; `null` where the request goes to the Service itself. */
  readonly proxy: PolicyClient | null;
}

/** An endpoint that is a Pod's. */
interface PodEndpoint extends KubeEndpoint {
  readonly target: KubeName;
  readonly port: number;
}

const isPod = (one: KubeEndpoint): one is PodEndpoint => one.target?.kind === "Pod" && one.port !== null;

/** What the policies of the cluster say of the request's way to each Pod, and of a client Pod's questions to DNS. */
export async function tellPolicies(walk: Walk, inside: InCluster, client: PolicyRequest): Promise<void> {
  const { recorder, clock } = walk;
  const led = inside.before.endpoints.filter(isPod);
  const peer: PolicyClient = client.proxy ?? client;
  const asking = [client.pod, client.proxy?.pod ?? null].flatMap((pod) => pod?.id ?? []);
  const ends = [...led.map(({ target }) => target), ...asking];
  if (ends.length === 0) return;
  const world = await readPolicies(
    inside.cluster,
    {
      namespaces: [...new Set(ends.map(({ namespace }) => namespace))],
      pods: ends.map(({ namespace, name }) => ({ namespace, name })),
      dns: client.pod !== null,
    },
    recorder,
  );
  // The Pods see a proxy in front of them, and not who asks it; and who asks is kept from the proxy, if from anything.
  const isDirect = client.proxy === null;
  const flows = led
    .slice(0, MOST_FLOWS)
    .flatMap((endpoint) => [...ingressOf(endpoint, inside, peer), ...egressOf(endpoint, walk, inside, peer)]);
  const own = inside.asked === null || !isDirect ? await outward(walk, inside, client) : [];
  const tell = (flow: PolicyFlow) => recordPolicyFlow(flow, world, { recorder, clock });
  for (const flow of [...flows, ...own, ...(client.pod === null ? [] : dnsFlows(client.pod.id, world))]) {
    const { verdict } = tell(flow);
    // Whether an address is looked at before it is translated, each network plugin decides: what is not translated is clear.
    if (verdict === "unknown" && flow.service !== undefined) {
      const { service: _, ...direct } = flow;
      tell({ ...direct, of: "direct" });
    }
  }
}

/** The way in at the Pod that serves. From outside, a node on the way may have put its own address in the place of the client's. */
function ingressOf(
  { target, port, node }: PodEndpoint,
  { before }: InCluster,
  { address, pod, gateway }: PolicyClient,
): readonly PolicyFlow[] {
  const flow = { port, protocol: "TCP", of: "request", direction: "ingress", pod: target } as const;
  if (address === null)
    return [{ ...flow, peer: { address: NOT_KNOWN, pod: null, seenAs: null, mayBePod: true } }];
  if (pod !== null) return [{ ...flow, peer: { address, pod: pod.id } }];
  const home = before.nodes.find((one) => one.addresses.includes(address));
  const entry = home ?? before.nodes.find(({ addresses }) => gateway !== null && addresses.includes(gateway));
  const passed = entry === undefined ? before.nodes : [entry];
  const seenAs = [...new Set([address, ...passed.flatMap(({ addresses }) => addresses)])];
  const isOwnNode = node !== null && home?.name === node;
  return [{ ...flow, peer: { address, pod: null, seenAs, isOwnNode } }];
}

/** The way out of the client's Pod. */
function egressOf(
  { target, address, port }: PodEndpoint,
  { asked }: Walk,
  { before }: InCluster,
  { pod }: PolicyClient,
): readonly PolicyFlow[] {
  if (pod === null) return [];
  const to = before.service?.clusterIps[0];
  return [
    {
      ...{ port, protocol: "TCP", of: "request", direction: "egress", pod: pod.id },
      peer: { address, pod: target },
      ...(to === undefined ? {} : { service: { address: to, port: asked.port } }),
    },
  ];
}

/** The way out of the client's Pod to an address that no Service of the run has. */
async function outward(
  { asked, recorder }: Walk,
  { cluster }: InCluster,
  { pod, reached }: PolicyRequest,
): Promise<readonly PolicyFlow[]> {
  if (pod === null || reached === null) return [];
  const to = await readClientPod({ address: reached }, cluster, { recorder });
  return [
    {
      ...{ port: asked.port, protocol: "TCP", of: "request", direction: "egress", pod: pod.id },
      peer: { address: reached, pod: to?.pod.id ?? null },
    },
  ];
}
