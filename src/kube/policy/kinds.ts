import type { PolicyKind } from "../../evidence/index.ts";
import type { OtherKind } from "./world.ts";

/** A kind of objects, and where the API serves it. */
export interface KindServed {
  /** `group/version`. Where several are served they are the same objects: the first that may be read is. */
  readonly apis: readonly string[];
  readonly resource: string;
  readonly isNamespaced: boolean;
}

const ADMIN = "policy.networking.k8s.io";

/** By Calico's own storage, and by its API server, where accounts are let in to that alone. */
const calico = ["crd.projectcalico.org/v1", "projectcalico.org/v3"];

const global = (resource: string, ...apis: readonly string[]): KindServed => ({
  apis,
  resource,
  isNamespaced: false,
});
const namespaced = (resource: string, ...apis: readonly string[]): KindServed => ({
  apis,
  resource,
  isNamespaced: true,
});

/** What is evaluated. Documents of Kubernetes SIG Network, of Cilium and of Calico. */
export const evaluatedKinds: Readonly<Record<Exclude<PolicyKind, "NetworkPolicy">, KindServed>> = {
  AdminNetworkPolicy: global("adminnetworkpolicies", `${ADMIN}/v1alpha1`),
  BaselineAdminNetworkPolicy: global("baselineadminnetworkpolicies", `${ADMIN}/v1alpha1`),
  ClusterNetworkPolicy: global("clusternetworkpolicies", `${ADMIN}/v1beta1`, `${ADMIN}/v1alpha2`),
  CiliumNetworkPolicy: namespaced("ciliumnetworkpolicies", "cilium.io/v2"),
  CiliumClusterwideNetworkPolicy: global("ciliumclusterwidenetworkpolicies", "cilium.io/v2"),
  "Calico NetworkPolicy": namespaced("networkpolicies", ...calico),
  "Calico GlobalNetworkPolicy": global("globalnetworkpolicies", ...calico),
};

/** What decides as well and is not evaluated. Documents of Antrea. */
export const namedKinds: Readonly<Record<string, KindServed>> = {
  "Antrea NetworkPolicy": namespaced("networkpolicies", "crd.antrea.io/v1beta1"),
  "Antrea ClusterNetworkPolicy": global("clusternetworkpolicies", "crd.antrea.io/v1beta1"),
};

/** What policies of Calico name: of all namespaces, whichever they are in. */
export const calicoNamedKinds: Readonly<
  Record<
    Extract<OtherKind, `Calico ${"Tier" | "NetworkSet" | "GlobalNetworkSet" | "HostEndpoint"}`>,
    KindServed
  >
> = {
  "Calico Tier": global("tiers", ...calico),
  "Calico NetworkSet": global("networksets", ...calico),
  "Calico GlobalNetworkSet": global("globalnetworksets", ...calico),
  "Calico HostEndpoint": global("hostendpoints", ...calico),
};
