/** Kinds of policies that are evaluated, with the name by which kubectl finds each among others of the same name. */
export const policyResources = {
  NetworkPolicy: "networkpolicies.networking.k8s.io",
  AdminNetworkPolicy: "adminnetworkpolicies.policy.networking.k8s.io",
  BaselineAdminNetworkPolicy: "baselineadminnetworkpolicies.policy.networking.k8s.io",
  ClusterNetworkPolicy: "clusternetworkpolicies.policy.networking.k8s.io",
  CiliumNetworkPolicy: "ciliumnetworkpolicies.cilium.io",
  CiliumClusterwideNetworkPolicy: "ciliumclusterwidenetworkpolicies.cilium.io",
  "Calico NetworkPolicy": "networkpolicies.crd.projectcalico.org",
  "Calico GlobalNetworkPolicy": "globalnetworkpolicies.crd.projectcalico.org",
} as const;

/** A kind of policy. */
export type PolicyKind = keyof typeof policyResources;

/** A policy with its kind. */
export interface PolicyNamed {
  readonly kind: PolicyKind;
  /** `namespace/name`, or the name alone where the kind has no namespaces. */
  readonly policy: string;
}

/** One rule of a policy, counted from 1. */
export interface PolicyRule extends PolicyNamed {
  readonly rule: number;
}

/** A policy as a text: its kind goes before its name, unless it is a NetworkPolicy. */
export const policyText = ({ kind, policy }: PolicyNamed): string =>
  kind === "NetworkPolicy" ? policy : `${kind} ${policy}`;

const isKind = (text: string): text is PolicyKind => Object.hasOwn(policyResources, text);

/** A policy by its text. */
export function policyOfText(text: string): PolicyNamed {
  const end = text.lastIndexOf(" ");
  const kind = text.slice(0, Math.max(end, 0));
  return { kind: isKind(kind) ? kind : "NetworkPolicy", policy: text.slice(end + 1) };
}

/** What kubectl is given to do something with a policy: `-n shop get networkpolicies.networking.k8s.io front-only`. */
export function kubectlWith(verb: string, { kind, policy }: PolicyNamed): string {
  const [first = "", second] = policy.split("/");
  const resource = policyResources[kind];
  return second === undefined
    ? `kubectl ${verb} ${resource} ${first}`
    : `kubectl -n ${first} ${verb} ${resource} ${second}`;
}
