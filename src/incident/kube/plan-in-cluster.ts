import type { KubeName } from "../../evidence/index.ts";
import type { KubeAsked } from "./kube-asked.ts";

/** Where the request starts, for a Pod that this host sees no process of. */
type Away = Pick<KubeName, "namespace" | "name"> | null;

/** What is read of the cluster, as a plan tells it. */
export const readInCluster = ({ service, namespace }: KubeAsked): readonly string[] => [
  `Read from the cluster's API, by GET alone: ${
    service === null
      ? "nodes, and the Services, Ingresses and HTTPRoutes that the request may end at"
      : `the Service ${namespace ?? "default"}/${service}`
  }; its EndpointSlices, Pods, nodes, events, NetworkPolicies, and those of policy.networking.k8s.io, Calico and Cilium where it serves them; where no Pod is its own, what would make some; where it fails, rollouts, Jobs, last logs and those of the DNS and kube-proxy`,
];

/** What is asked in the cluster besides, as a plan tells it. */
export const askedInCluster = (away: Away): readonly string[] => [
  `  the same, without credentials, to the Service's own address and to each endpoint${away === null ? "" : ", by commands in that container"}: 25 at most`,
  "  where one fails, the same from each other vantage",
  "  and inside the Service's Pods, 6 at most, to their own loopback; in Pods that this host does not see by commands in their container",
  "  (curl, wget or nc; cat of /proc/net/tcp, /proc/net/route and /etc/resolv.conf), in 2 of them at most",
];

/** The plan of a request that starts in such a Pod. */
export function planFromPod(
  target: string,
  {
    kube,
    away,
    tries,
    allowed,
  }: {
    readonly kube: KubeAsked;
    readonly away: NonNullable<Away>;
    readonly tries: number;
    /** What is allowed besides, in lines. */
    readonly allowed: readonly string[];
  },
): string {
  return [
    `Plan for ${target}; nothing has been sent`,
    "",
    ...readInCluster(kube),
    ...allowed,
    "",
    `Run in the Pod ${away.namespace}/${away.name}, by the API (create of pods/exec): curl, or wget or nc where it has none:`,
    `  the request itself${tries > 1 ? `, ${tries} times` : ""}`,
    ...askedInCluster(away),
    "",
  ].join("\n");
}
