import type { PolicyWorld } from "../../world.ts";

/** An AdminNetworkPolicy for all Pods with the priority 10, unless a test says otherwise. */
export const admin = (spec: object, name = "p") => ({
  metadata: { name },
  spec: { priority: 10, subject: { namespaces: {} }, ...spec },
});

export const rule = (action: string, peer: object, member: "from" | "to" = "from", more: object = {}) => ({
  action,
  [member]: [peer],
  ...more,
});

export const fromTeam = (team: string) => ({ namespaces: { matchLabels: { team } } });
export const all = { namespaces: {} };
export const fromPods = (app: string, team = "a") => ({
  pods: { namespaceSelector: { matchLabels: { team } }, podSelector: { matchLabels: { app } } },
});

export const anp = (...policies: readonly unknown[]): PolicyWorld["others"] => ({
  AdminNetworkPolicy: policies,
});
export const banp = (...policies: readonly unknown[]): PolicyWorld["others"] => ({
  BaselineAdminNetworkPolicy: policies,
});

/** ClusterNetworkPolicies of a tier. */
export const cnp = (
  tier: string,
  ...policies: readonly ReturnType<typeof admin>[]
): PolicyWorld["others"] => ({
  ClusterNetworkPolicy: policies.map((policy) => ({ ...policy, spec: { tier, ...policy.spec } })),
});

export const number = (port: number, protocol = "TCP") => ({ ports: [{ portNumber: { protocol, port } }] });
export const range = (start: number, end: number, protocol = "TCP") => ({
  ports: [{ portRange: { protocol, start, end } }],
});
export const destination = (port: object, protocol = "tcp") => ({
  protocols: [{ [protocol]: { destinationPort: port } }],
});

export const node = (address: string, labels: object = {}) => ({
  metadata: { name: address, labels },
  status: { addresses: [{ type: "InternalIP", address }] },
});
