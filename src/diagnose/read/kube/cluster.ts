import { hostPort } from "../../../base/index.ts";
import type {
  Evidence,
  FirewallMatch,
  KubeEndpoint,
  KubeEndpoints,
  KubePod,
} from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";

/** What was read of the Service that the request goes to, oldest first. */
export interface Cluster {
  readonly service: Evidence<"kube-service">;
  readonly endpoints: readonly Evidence<"kube-endpoints">[];
  readonly pods: readonly Evidence<"kube-pods">[];
  readonly nodes: readonly Evidence<"kube-nodes">[];
  readonly events: readonly Evidence<"kube-events">[];
}

/** The Service that the request goes to; `null` where it is not known to go to one. */
export function clusterOf(evidence: readonly Evidence[]): Cluster | null {
  const service = ofKind(evidence, "kube-service").at(-1);
  if (service === undefined) return null;
  const { namespace, name } = service.value;
  const isOfIt = (value: { readonly namespace: string; readonly service: string }) =>
    value.namespace === namespace && value.service === name;
  return {
    service,
    endpoints: ofKind(evidence, "kube-endpoints").filter(({ value }) => isOfIt(value)),
    pods: ofKind(evidence, "kube-pods").filter(({ value }) => isOfIt(value)),
    nodes: ofKind(evidence, "kube-nodes"),
    events: ofKind(evidence, "kube-events"),
  };
}

/** The record nearest in time: each state is told with those that were read beside it. */
export const nearest = <R extends { readonly observedAt: number }>(
  records: readonly R[],
  to: { readonly observedAt: number },
): R | undefined =>
  records.toSorted(
    (a, b) => Math.abs(a.observedAt - to.observedAt) - Math.abs(b.observedAt - to.observedAt),
  )[0];

/**
 * Endpoints that get connections: those that are ready; where none is, those that are ended and still serve. kube-proxy, "Terminating
 * endpoints" (KEP-1669).
 */
export function usableOf({ endpoints, ready }: KubeEndpoints): readonly KubeEndpoint[] {
  const withPort = endpoints.filter(({ port }) => port !== null);
  if (ready > 0) return withPort.filter(({ isReady }) => isReady);
  return withPort.filter(({ isServing, isTerminating }) => isServing && isTerminating);
}

/** All of its endpoints are in the record. */
export const isWhole = ({ isComplete, total, endpoints }: KubeEndpoints): boolean =>
  isComplete && endpoints.length >= total;

/** No endpoint gets connections. The list holds those first that are not ready, so that a part of it may have left out all that are. */
export const isNoneUsable = (value: KubeEndpoints): boolean =>
  value.isComplete && usableOf(value).length === 0 && (value.ready === 0 || isWhole(value));

/** Whether a rule is kube-proxy's: what it stops goes to a Service without an endpoint. kube-proxy, nftables and iptables modes. */
export const isOfKubeProxy = ({ table, chain }: Pick<FirewallMatch, "table" | "chain">): boolean =>
  table === "kube-proxy" || /^KUBE-(EXTERNAL-)?(SERVICES|NODEPORTS)$/.test(chain);

/**
 * Whether what is told of an address may be kube-proxy's own word: its rule stops the flow on a host in view, or the address is a Service's
 * that is not known to have had an endpoint at all times. Without one the node itself rejects what goes there, as a filter does.
 * Kubernetes, Virtual IPs and Service Proxies.
 */
export function mayBeOwnRule(address: string, evidence: readonly Evidence[]): boolean {
  const rules = ofKind(evidence, "firewall").flatMap(({ value }) => value.matches);
  if (rules.some((match) => match.verdict !== "accept" && isOfKubeProxy(match))) return true;
  const cluster = clusterOf(evidence);
  if (cluster === null || !cluster.service.value.clusterIps.includes(address)) return false;
  const { endpoints } = cluster;
  return endpoints.length === 0 || !endpoints.every(({ value }) => usableOf(value).length > 0);
}

/** `address:port`, as the datapath and the looks write it. */
export const placeOf = ({
  address,
  port,
}: {
  readonly address: string;
  readonly port: number | null;
}): string => (port === null ? address : hostPort(address, port));

/** Whether an endpoint leads to a Pod: by what it says, else by address. Of the same name before it is another. */
export const leadsTo = ({ target, address }: KubeEndpoint, { id, addresses }: KubePod): boolean =>
  target?.uid != null && id.uid !== null ? target.uid === id.uid : addresses.includes(address);

/** Whether a Pod got connections at one of the reads. */
export const wasUsed = (pod: KubePod, { endpoints }: Cluster): boolean =>
  endpoints.some(({ value }) => usableOf(value).some((one) => leadsTo(one, pod)));

/** `namespace/name`, as kubectl's users write it. */
export const named = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

/** The words that every text about the Service may use. */
export const serviceSlots = ({ service }: Cluster): Readonly<Record<string, string>> => ({
  service: named(service.value),
  serviceNamespace: service.value.namespace,
  serviceName: service.value.name,
});
