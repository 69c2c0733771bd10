import { gapOf } from "../api/gap.ts";
import { rawList, rawObject } from "./raw.ts";
import { type PolicyLook, readOne } from "./read-one.ts";

/** Where the cluster's DNS lives, and the Service's name that all installers keep. Kubernetes, DNS for Services and Pods. */
export const DNS_NAMESPACE = "kube-system";
const DNS_SERVICE = "kube-dns";

/** The way to the cluster's DNS. */
export interface DnsRead {
  readonly service: unknown;
  readonly slices: readonly unknown[];
  /** Questions may be answered by a cache on the Pod's own node. */
  readonly hasNodeCache: boolean;
}

/** Reads where questions to the cluster's DNS go. */
export async function readDns(look: PolicyLook): Promise<DnsRead> {
  const { cluster, recorder } = look;
  const namespace = DNS_NAMESPACE;
  const selector = { labelSelector: `kubernetes.io/service-name=${DNS_SERVICE}` };
  const [services, slices, caches] = await Promise.all([
    readOne(look, `/api/v1/namespaces/${namespace}/services/${DNS_SERVICE}`, {
      resource: "services",
      namespace,
    }),
    cluster.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, selector, { most: 10 }),
    cluster.list(
      `/api/v1/namespaces/${namespace}/pods`,
      { labelSelector: "k8s-app=node-local-dns" },
      { most: 1 },
    ),
  ]);
  if (slices.outcome !== "read" && slices.outcome !== "missing") {
    const wanted = { verb: "list", resource: "endpointslices.discovery.k8s.io", namespace } as const;
    recorder.gap(gapOf(slices, wanted, "cni"));
  }
  return {
    service: services[0] ?? null,
    slices: slices.outcome === "read" ? slices.items : [],
    hasNodeCache: caches.outcome !== "read" || caches.items.length > 0,
  };
}

/** Pods that slices of endpoints lead to, at most four. */
export function podsOf(
  slices: readonly unknown[],
): readonly { readonly namespace: string; readonly name: string }[] {
  return slices
    .flatMap((slice) => rawList(rawObject(slice)["endpoints"]))
    .flatMap((endpoint) => {
      const { kind, namespace, name } = rawObject(rawObject(endpoint)["targetRef"]);
      const isPod = kind === "Pod" && typeof namespace === "string" && typeof name === "string";
      return isPod ? [{ namespace, name }] : [];
    })
    .slice(0, 4);
}
