import { hostPort } from "../../../base/index.ts";
import type { Evidence, ServiceDatapath } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Cluster, clusterOf, isNoneUsable, isWhole, serviceSlots, usableOf } from "./cluster.ts";
import { failedBy, failuresOf, recordsOf } from "./failures.ts";
import { endOf } from "./looks.ts";
import { startOf, translatingNodes } from "./places.ts";

/** Whether the node that translates the Service's address has it, and an endpoint that its traffic policy lets it use. */
export const readProgrammed: Reader = (evidence, request) => {
  const cluster = clusterOf(evidence);
  if (cluster === null || cluster.service.value.outcome !== "found") return [];
  const nodes = translatingNodes(evidence, startOf(evidence, request), request.client);
  return [...programming(evidence, cluster, nodes), ...locality(evidence, cluster, request, nodes)];
};

/** What the nodes that matter do with the Service's own address. */
const datapathsOf = (
  evidence: readonly Evidence[],
  { service }: Cluster,
  nodes: ReadonlySet<string>,
): readonly Evidence<"service-datapath">[] =>
  ofKind(evidence, "service-datapath").filter(
    ({ value }) =>
      value.node !== null &&
      nodes.has(value.node) &&
      service.value.clusterIps.includes(value.address) &&
      value.port === service.value.port?.port,
  );

/** What leads nowhere though there are endpoints. */
const lacks: ReadonlySet<string> = new Set(["missing", "rejects", "drops", "empty"]);

function programming(
  evidence: readonly Evidence[],
  cluster: Cluster,
  nodes: ReadonlySet<string>,
): readonly Observation[] {
  const { endpoints, service } = cluster;
  const datapaths = datapathsOf(evidence, cluster, nodes).filter(({ value }) => value.mode !== "replacement");
  if (datapaths.length === 0 || endpoints.length === 0) return [];
  const told = datapaths.filter(({ value }) => value.outcome !== "unknown");
  // One that goes just now has been emptied already: it is no endpoint any more.
  const isWanted = ({ address }: { readonly address: string }) =>
    endpoints.every(({ value }) => usableOf(value).some((one) => one.address === address));
  const isPartly = ({ outcome, untranslated = [] }: ServiceDatapath) =>
    outcome === "balances" && untranslated.some(isWanted);
  if (told.length > 0 && told.every(({ value }) => value.outcome === "balances" && !isPartly(value)))
    return observe("service-lacks-at-node", false, { records: told });
  const isUsable = endpoints.every(({ value }) => usableOf(value).length > 0);
  const isLacking =
    told.length === datapaths.length &&
    told.every(({ value }) => lacks.has(value.outcome) || isPartly(value));
  // A node without an endpoint of its own rejects by the policy.
  if (!isUsable || !isLacking || service.value.internalPolicy === "Local") return [];
  const felt = failedBy(failuresOf(evidence), "refused", "silent", "gateway");
  // The request passes there all the same, by something that the node's rules do not show.
  const passes = ofKind(evidence, "service-look").some(
    ({ value }) => value.to === "cluster-ip" && nodes.has(value.node ?? "") && endOf(value) === "passes",
  );
  const [first] = told;
  if (felt.length === 0 || first === undefined || (passes && !isPartly(first.value))) return [];
  const { mode, node } = first.value;
  return observe("service-lacks-at-node", true, {
    records: [...told, ...endpoints, ...recordsOf(felt), ...logsOf(evidence, node)],
    slots: {
      ...serviceSlots(cluster),
      place: first.vantage,
      lackingNode: node ?? "NODE",
      ...repairOf(first.value),
      datapath: mode === "none" ? "has nothing that translates Services" : `${lackOf(first.value)} (${mode})`,
    },
  });
}

/** How chains without a rule are mended. Kubernetes, pkg/proxy/nftables/proxier.go, epChainSkipUpdate. */
const repairs: Readonly<Partial<Record<ServiceDatapath["mode"], string>>> = {
  nftables:
    "On the node: nft delete table ip kube-proxy (ip6 for IPv6), and restart kube-proxy there: while it runs it writes only what has changed, and as it starts it takes an endpoint's chain that is there for a whole one",
  iptables: "Restart kube-proxy on the node: while it runs it writes only what has changed",
};

function repairOf({ mode, outcome, untranslated = [] }: ServiceDatapath): Readonly<Record<string, string>> {
  const proxyRepair = outcome === "empty" || untranslated.length > 0 ? repairs[mode] : undefined;
  return proxyRepair === undefined ? {} : { proxyRepair };
}

/** What a node does to packets for the Service, where that leads nowhere. */
function lackOf({ outcome, backends, untranslated = [] }: ServiceDatapath): string {
  const ends = untranslated.map(({ address, port }) => hostPort(address, port)).join(", ");
  if (outcome === "missing") return "has no entry for it";
  if (outcome === "empty")
    return `leads what goes to it into ${ends === "" ? "a chain without a rule" : `chains without a rule, for ${ends}`}`;
  if (outcome === "balances")
    return `leads what goes to ${untranslated.length} of its ${backends.length + untranslated.length} endpoints into a chain without a rule, for ${ends}`;
  return `${outcome} what goes to it as if it had no endpoint`;
}

/** What that node's kube-proxy says itself. */
const logsOf = (evidence: readonly Evidence[], node: string | null): readonly Evidence[] =>
  ofKind(evidence, "component-log").filter(
    ({ value }) => value.component === "kube-proxy" && value.node === node,
  );

/** Whether the policy keeps the request to this node's endpoints, and there are none here while there are elsewhere. */
function locality(
  evidence: readonly Evidence[],
  cluster: Cluster,
  request: ReferenceRequest,
  nodes: ReadonlySet<string>,
): readonly Observation[] {
  const { service, endpoints } = cluster;
  const { internalPolicy, externalPolicy } = service.value;
  const outer = outerNode(evidence, cluster, request);
  // To another address than these it is somebody else who chooses the node.
  if (outer === null && !service.value.clusterIps.includes(request.address ?? "")) return [];
  const policy = outer === null ? internalPolicy : externalPolicy;
  if (policy === "Cluster") return observe("local-policy-leaves-none", false, { records: [service] });
  const asked = outer === null ? [...nodes] : [outer];
  const [node] = asked;
  if (node === undefined || asked.length > 1 || endpoints.length === 0) return [];
  if (!endpoints.every(({ value }) => isWhole(value) && !isNoneUsable(value))) return [];
  const isHere = endpoints.some(({ value }) =>
    usableOf(value).some((one) => one.node === node || one.node === null),
  );
  if (isHere) return observe("local-policy-leaves-none", false, { records: [service, ...endpoints] });
  const felt = failedBy(failuresOf(evidence), "refused", "silent", "gateway");
  if (felt.length === 0) return [];
  return observe("local-policy-leaves-none", true, {
    records: [service, ...endpoints, ...recordsOf(felt)],
    slots: {
      ...serviceSlots(cluster),
      lackingNode: node,
      policyField: outer === null ? "internalTrafficPolicy" : "externalTrafficPolicy",
      otherNodes: [
        ...new Set(endpoints.flatMap(({ value }) => usableOf(value).flatMap((one) => one.node ?? []))),
      ].join(", "),
    },
  });
}

/** The node that takes the request from outside: by its own address and the node port; `null` where it goes to the Service's own address. */
function outerNode(
  evidence: readonly Evidence[],
  { service }: Cluster,
  { address, asked }: ReferenceRequest,
): string | null {
  if (address === null || service.value.clusterIps.includes(address)) return null;
  const nodePort = service.value.port?.nodePort ?? null;
  if (nodePort === null || asked.port !== nodePort) return null;
  const node = ofKind(evidence, "kube-nodes")
    .flatMap(({ value }) => value.nodes)
    .find(({ addresses }) => addresses.includes(address));
  return node?.name ?? null;
}
