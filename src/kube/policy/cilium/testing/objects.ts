import type { PolicyWorld } from "../../world.ts";

/** The cluster's nodes, of which none is read where a test says so. */
export const nodes: PolicyWorld["others"] = {
  Node: ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.77"].map((address) => ({
    metadata: { name: address },
    spec: { podCIDRs: ["10.244.0.0/16"] },
    status: { addresses: [{ type: "InternalIP", address }] },
  })),
};

/** A policy of the namespace `shop` for all of its Pods, unless a test says otherwise. */
export const own = (spec: object, name = "p", namespace = "shop") => ({
  metadata: { namespace, name },
  spec: { endpointSelector: {}, ...spec },
});

export const cnp = (...policies: readonly object[]): PolicyWorld["others"] => ({
  ...nodes,
  CiliumNetworkPolicy: policies,
});
export const ccnp = (...policies: readonly object[]): PolicyWorld["others"] => ({
  ...nodes,
  CiliumClusterwideNetworkPolicy: policies,
});

export const labels = (matchLabels: Readonly<Record<string, string>>) => ({ matchLabels });
export const ports = (port: string, more: object = {}) => ({ toPorts: [{ ports: [{ port, ...more }] }] });
