import type { KubeEndpoint, KubeName, KubePod } from "../../evidence/index.ts";
import { dnsFlows, type PolicyFlow, readPolicies, recordPolicyFlow } from "../../kube/index.ts";
import type { Walk } from "../walk.ts";
import type { InCluster } from "./enter-cluster.ts";

/** Endpoints whose policies are told. */
const MOST_FLOWS = 16;

/** Who asks: its address, and its Pod where it is one. */
export interface PolicyClient {
  readonly address: string | null;
  readonly pod: KubePod | null;
}

/** An endpoint that is a Pod's. */
interface PodEndpoint extends KubeEndpoint {
  readonly target: KubeName;
  readonly port: number;
}

const isPod = (one: KubeEndpoint): one is PodEndpoint => one.target?.kind === "Pod" && one.port !== null;

/** What the policies of the cluster say of the request's way to each Pod, and of a client Pod's questions to DNS. */
export async function tellPolicies(walk: Walk, inside: InCluster, client: PolicyClient): Promise<void> {
  const { recorder, clock } = walk;
  const led = inside.before.endpoints.filter(isPod);
  const ends = [...led.map(({ target }) => target), ...(client.pod === null ? [] : [client.pod.id])];
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
  const flows = led
    .slice(0, MOST_FLOWS)
    .flatMap((endpoint) => [
      ...ingressOf(endpoint, inside, client),
      ...egressOf(endpoint, walk, inside, client),
    ]);
  for (const flow of [...flows, ...(client.pod === null ? [] : dnsFlows(client.pod.id, world))])
    recordPolicyFlow(flow, world, { recorder, clock });
}

/** The way in at the Pod that serves. From outside, a node on the way may have put its own address in the place of the client's. */
function ingressOf(
  { target, port, node }: PodEndpoint,
  { before }: InCluster,
  { address, pod }: PolicyClient,
): readonly PolicyFlow[] {
  if (address === null) return [];
  const home = before.nodes.find((one) => one.addresses.includes(address));
  const outside = {
    seenAs: [address, ...before.nodes.flatMap(({ addresses }) => addresses)],
    isOwnNode: node !== null && home?.name === node,
  };
  const peer = { address, pod: pod?.id ?? null, ...(pod === null ? outside : {}) };
  return [{ port, protocol: "TCP", of: "request", direction: "ingress", pod: target, peer }];
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
