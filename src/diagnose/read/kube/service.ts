import type { Evidence, KubeServicePort } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, type Reader } from "../reader.ts";
import { type Cluster, clusterOf, isNoneUsable, serviceSlots, usableOf } from "./cluster.ts";
import { failedBy, failuresOf, recordsOf } from "./failures.ts";
import { whyNoPods } from "./makers.ts";

/** Whether there is such a Service, its selector matches Pods, and any of its endpoints gets connections. */
export const readService: Reader = (evidence, request) => {
  const cluster = clusterOf(evidence);
  if (cluster === null) return [];
  const without = failedBy(failuresOf(evidence), "no-address");
  return [
    ...observe("service-has-no-address", without.length > 0, {
      records: without.length > 0 ? recordsOf(without) : [],
      slots: serviceSlots(cluster),
    }),
    ...absence(evidence, cluster, request),
    ...(cluster.service.value.outcome === "found" && cluster.service.value.type !== "ExternalName"
      ? [...selection(evidence, cluster), ...usability(evidence, cluster)]
      : []),
  ];
};

const whatIsMissing = {
  "no-namespace": "its namespace",
  missing: "the Service",
  "no-port": "the port on it",
  found: "nothing",
} as const;

function absence(
  evidence: readonly Evidence[],
  cluster: Cluster,
  { asked }: ReferenceRequest,
): readonly Observation[] {
  const { service } = cluster;
  const { outcome, ports, port } = service.value;
  const isOther = outcome === "found" && port !== null && port.protocol !== "TCP";
  if (outcome === "found" && !isOther) return observe("service-absent", false, { records: [service] });
  const failures = failuresOf(evidence);
  // Nothing leads to what is not there: a name that is looked up in vain, or a connection that nobody takes; a proxy says so by a status.
  if (failedBy(failures, "lookup", "no-address", "refused", "silent", "gateway").length === 0) return [];
  return observe("service-absent", true, {
    records: [service, ...recordsOf(failures)],
    slots: {
      ...serviceSlots(cluster),
      missing: isOther ? "a port of TCP" : whatIsMissing[outcome],
      askedPort: String(asked.port),
      servicePorts: ports.map(portInWords).join(", "),
    },
  });
}

const portInWords = ({ port, name, protocol }: KubeServicePort): string =>
  `${port}${protocol === "TCP" ? "" : `/${protocol}`}${name === null ? "" : ` (${name})`}`;

/** Whether no Pod bears the labels; nobody wrote endpoints by hand in their place. */
function selection(evidence: readonly Evidence[], cluster: Cluster): readonly Observation[] {
  const { service, pods, endpoints } = cluster;
  const { selector } = service.value;
  if (selector === null || pods.length === 0) return [];
  if (pods.some(({ value }) => value.selected > 0))
    return observe("selector-matches-no-pod", false, { records: [service, ...pods] });
  if (!pods.every(({ value }) => value.isComplete)) return [];
  const isBare = endpoints.every(({ value }) => isNoneUsable(value));
  const felt = failedBy(failuresOf(evidence), "refused", "silent", "gateway", "lookup", "no-address");
  if (!isBare || felt.length === 0) return [];
  const why = whyNoPods(evidence, service.value.namespace);
  return observe("selector-matches-no-pod", true, {
    records: [service, ...why.records, ...pods, ...endpoints, ...recordsOf(felt)],
    // Unread, they may have been written by hand.
    strength: endpoints.length > 0 ? "states" : "suggests",
    slots: { ...serviceSlots(cluster), selector: inWords(selector), ...why.slots },
  });
}

const inWords = (selector: Readonly<Record<string, string>>): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** Whether Pods match and none is ready, by their own state and by the endpoints, whenever they were read. */
function usability(evidence: readonly Evidence[], cluster: Cluster): readonly Observation[] {
  const { service, pods, endpoints } = cluster;
  if (endpoints.length === 0) return [];
  if (endpoints.every(({ value }) => usableOf(value).length > 0))
    return observe("no-endpoint-usable", false, { records: endpoints });
  if (!endpoints.every(({ value }) => isNoneUsable(value))) return [];
  const isByHand = service.value.selector === null;
  // Where Pods could not be read, there are those that the endpoints lead to.
  const arePodsUnready =
    pods.length > 0
      ? pods.every(({ value }) => value.isComplete && value.selectedReady === 0)
      : endpoints.every(({ value }) => value.total > 0);
  const felt = failedBy(failuresOf(evidence), "refused", "silent", "gateway", "lookup", "no-address");
  if ((!isByHand && !arePodsUnready) || felt.length === 0) return [];
  const selected = pods.at(-1)?.value.selected ?? endpoints.at(-1)?.value.total ?? 0;
  // Where it would be told why, nothing was read: then there may be a reason.
  const isWhyRead = pods.length > 0 && cluster.events.length > 0 && cluster.nodes.length > 0;
  return observe("no-endpoint-usable", true, {
    records: [...endpoints, ...pods, ...cluster.events, ...cluster.nodes, ...recordsOf(felt)],
    strength: isWhyRead || isByHand ? "states" : "suggests",
    slots: { ...serviceSlots(cluster), selected: String(selected) },
  });
}
