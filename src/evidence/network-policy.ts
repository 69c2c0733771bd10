import type { KubeName } from "./kube-pods.ts";
import type { PolicyKind, PolicyRule } from "./policy-kind.ts";

/**
 * What the network policies of the cluster say of one flow in one direction: NetworkPolicy, and the kinds that go before and after it.
 * Kubernetes API, networking.k8s.io/v1 and policy.networking.k8s.io, and their concepts pages; projectcalico.org/v3; cilium.io/v2.
 */
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
  /**
   * Policies that let through nothing but what their rules allow, and select the Pod for this direction: `namespace/name` of a
   * NetworkPolicy, with the kind before it of another. None: what no rule denies is allowed.
   */
  readonly isolating: readonly string[];
  /** The policy and the rule of it, counted from 1, that allows the flow; `null` where none does. `kind`: left out for a NetworkPolicy. */
  readonly allowedBy: { readonly policy: string; readonly rule: number; readonly kind?: PolicyKind } | null;
  /** The rule that denies the flow; `null` where none says so: then no rule allows it. Left out by older versions. */
  readonly deniedBy?: PolicyRule | null;
  /** `unknown`: something that could decide it was not read. */
  readonly verdict: "allowed" | "denied" | "unknown";
  /** What else could decide it and was not evaluated: `Antrea NetworkPolicy`. Of what is allowed: what may still refuse it above the transport. */
  readonly unread: readonly string[];
}
