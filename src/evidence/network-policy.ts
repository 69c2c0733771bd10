import type { KubeName } from "./kube-pods.ts";

/** What the NetworkPolicies of the cluster say of one flow in one direction. Kubernetes API, networking.k8s.io/v1, and its concepts page. */
export interface NetworkPolicyFlow {
  readonly direction: "ingress" | "egress";
  /** The Pod that is guarded: the server's for `ingress`, the client's for `egress`. */
  readonly pod: KubeName;
  readonly peer: {
    readonly address: string;
    /** `null` where the address is no Pod's. */
    readonly pod: KubeName | null;
  };
  /** After the Service's address is translated. */
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  /** The request itself, its question to the cluster's DNS, or the same request made to a Pod's own address. */
  readonly of: "request" | "dns" | "direct";
  /** Policies that select the Pod for this direction: `namespace/name`. None: all is allowed. */
  readonly isolating: readonly string[];
  /** The policy and the rule of it, counted from 1, that allows the flow; `null` where none does, or none isolates the Pod. */
  readonly allowedBy: { readonly policy: string; readonly rule: number } | null;
  /** `unknown`: something that could decide it was not read. */
  readonly verdict: "allowed" | "denied" | "unknown";
  /** What else could decide it and was not evaluated: `CiliumNetworkPolicy`. */
  readonly unread: readonly string[];
}
