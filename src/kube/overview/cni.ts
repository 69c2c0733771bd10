import type { KubeFinding, KubeNetworkSeen } from "../../evidence/index.ts";
import type { NodeSeen, WorkloadSeen } from "./seen.ts";
import type { KubeWorld } from "./world.ts";

/** By what each is known: the image of its DaemonSet, what it writes on nodes, the group of its kinds. Documents of each. */
const KNOWN: readonly {
  readonly name: string;
  readonly image: RegExp;
  readonly key: RegExp | null;
  readonly group: string | null;
}[] = [
  { name: "Cilium", image: /(^|\/)cilium(-ci)?[:@]/, key: /^(network\.|io\.)cilium\./, group: "cilium.io" },
  {
    name: "Calico",
    image: /(^|\/)(calico-)?node[:@]/,
    key: /^projectcalico\.org\//,
    group: "crd.projectcalico.org",
  },
  {
    name: "Flannel",
    image: /(^|\/)(mirrored-flannel-|mirrored-flannelcni-)?flannel[:@]/,
    key: /^flannel\./,
    group: null,
  },
  {
    name: "Antrea",
    image: /(^|\/)antrea-(agent|ubuntu|ubi)[^/]*[:@]/,
    key: /^node\.antrea\.io\//,
    group: "crd.antrea.io",
  },
  {
    name: "OVN-Kubernetes",
    image: /(^|\/)ovn-(kube|kubernetes)[^/]*[:@]/,
    key: /^k8s\.ovn\.org\//,
    group: "k8s.ovn.org",
  },
  { name: "Kube-OVN", image: /(^|\/)kube-ovn[^/]*[:@]/, key: /^ovn\.kubernetes\.io\//, group: "kubeovn.io" },
  { name: "Weave Net", image: /(^|\/)weave-kube[:@]/, key: null, group: null },
  { name: "kube-router", image: /(^|\/)kube-router[:@]/, key: /^kube-router\.io\//, group: null },
  { name: "Amazon VPC CNI", image: /(^|\/)amazon-k8s-cni[:@]/, key: null, group: "vpcresources.k8s.aws" },
  { name: "Azure CNI", image: /(^|\/)azure-(cns|cni|vnet)[^/]*[:@]/, key: null, group: "acn.azure.com" },
  { name: "kindnet", image: /(^|\/)kindnetd[:@]/, key: null, group: null },
];

/** The network's plugins, those that run as DaemonSets first; none where nothing of them shows in the API. */
export function findCni({
  daemonSets,
  nodes,
  groups,
}: Pick<KubeWorld, "daemonSets" | "nodes" | "groups">): readonly KubeNetworkSeen[] {
  return KNOWN.flatMap(({ name, image, key, group }): KubeNetworkSeen[] => {
    const set = (daemonSets?.all ?? []).find((one) => isOf(name, image, one));
    if (set !== undefined)
      return [
        {
          name,
          by: `DaemonSet ${set.namespace}/${set.name}`,
          pods: set.wanted === null ? null : { ready: set.ready, wanted: set.wanted },
        },
      ];
    const node =
      key === null ? undefined : (nodes?.all ?? []).find((one) => one.keys.some((own) => key.test(own)));
    if (node !== undefined) return [{ name, by: `annotations of node ${node.node.name}`, pods: null }];
    return group !== null && groups?.includes(group) === true
      ? [{ name, by: `the API's group ${group}`, pods: null }]
      : [];
  });
}

/** `node` is what Calico calls its image, and others theirs. */
const isOf = (name: string, image: RegExp, { images, name: own }: WorkloadSeen): boolean =>
  images.some((one) => image.test(one)) && (name !== "Calico" || /calico|canal/.test(own + images.join(" ")));

/** Agents that are missing on nodes which are well themselves: where the node is not, that is said of the node. */
export function judgeAgents(
  daemonSets: readonly { readonly set: WorkloadSeen; readonly what: string }[],
  nodes: readonly NodeSeen[],
): readonly KubeFinding[] {
  const unready = nodes.filter(({ node }) => node.ready !== "yes").length;
  return daemonSets.flatMap(({ set, what }): KubeFinding[] => {
    const missing = (set.wanted ?? 0) - set.ready;
    if (missing <= unready) return [];
    return [
      {
        id: "agents-not-ready",
        level: "fault",
        subject: `DaemonSet ${set.namespace}/${set.name}`,
        what: `${what}: ${set.ready} of ${set.wanted} Pods are ready`,
        objects: [],
        command: `kubectl -n ${set.namespace} rollout status daemonset ${set.name}`,
        advice: "Look at the Pods of it that are not ready",
      },
    ];
  });
}

/** DaemonSets of the network's plugins. */
export const agentsOf = (
  cni: readonly KubeNetworkSeen[],
  daemonSets: readonly WorkloadSeen[],
): readonly { readonly set: WorkloadSeen; readonly what: string }[] =>
  cni.flatMap(({ name, by }) =>
    daemonSets
      .filter((set) => by === `DaemonSet ${set.namespace}/${set.name}`)
      .map((set) => ({ set, what: `${name}, the network of Pods` })),
  );
