import type { KubeName } from "../../../evidence/index.ts";
import type { PolicyFlow, PolicyWorld } from "../world.ts";

export const name = (namespace: string, pod: string): KubeName => ({
  kind: "Pod",
  namespace,
  name: pod,
  uid: null,
});
export const server = name("shop", "api");
export const client = name("shop", "web");
export const stranger = name("blog", "web");

export const pod = (
  namespace: string,
  called: string,
  labels: object,
  more: object = {},
  status: object = {},
) => ({
  metadata: { namespace, name: called, labels },
  spec: {
    containers: [
      {
        ports: [
          { name: "http", containerPort: 8080 },
          { name: "dns", containerPort: 53, protocol: "UDP" },
        ],
      },
    ],
    ...more,
  },
  status: { hostIP: "192.0.2.1", ...status },
});
export const pods = [
  pod("shop", "api", { app: "api", tier: "back" }),
  pod("shop", "web", { app: "web" }, {}, { hostIP: "192.0.2.2" }),
  pod("blog", "web", { app: "web" }),
  pod("shop", "agent", { app: "agent" }, { hostNetwork: true }, { hostIP: "192.0.2.3" }),
];
export const space = (called: string, labels: object = {}) => ({
  metadata: { name: called, labels: { "kubernetes.io/metadata.name": called, ...labels } },
});
export const world: PolicyWorld = {
  policies: [],
  others: {},
  pods,
  namespaces: [space("shop", { team: "a" }), space("blog", { team: "b" })],
  unread: [],
  ipBlockSkipsPods: false,
};
export const policy = (spec: object, namespace = "shop", called = "p") => ({
  metadata: { namespace, name: called },
  spec: { podSelector: {}, ...spec },
});
export const into: PolicyFlow = {
  direction: "ingress",
  pod: server,
  peer: { address: "10.244.2.7", pod: client },
  port: 8080,
  protocol: "TCP",
  of: "request",
};
export const fromOutside: PolicyFlow = { ...into, peer: { address: "203.0.113.9", pod: null } };
export const out: PolicyFlow = {
  ...into,
  direction: "egress",
  pod: client,
  peer: { address: "10.244.1.7", pod: server },
};
export const outside: PolicyFlow = { ...out, peer: { address: "203.0.113.9", pod: null } };
export const ofClient = { matchLabels: { app: "web" } };
export const from = (...peers: object[]) => policy({ ingress: [{ from: peers }] });
export const to = (...peers: object[]) => policy({ policyTypes: ["Egress"], egress: [{ to: peers }] });
export const ports = (...list: object[]) => policy({ ingress: [{ ports: list }] });
export const portsOut = (...list: object[]) => policy({ policyTypes: ["Egress"], egress: [{ ports: list }] });
export const where = (...matchExpressions: object[]) => from({ podSelector: { matchExpressions } });
export const block = (cidr: string, except?: readonly string[]) => ({
  ipBlock: { cidr, ...(except === undefined ? {} : { except }) },
});

export type Row = readonly [
  string,
  "allowed" | "denied" | "unknown",
  PolicyFlow,
  readonly unknown[],
  Partial<PolicyWorld>?,
];
export const hostServer: PolicyFlow = { ...into, pod: name("shop", "agent") };
export const hostClient: PolicyFlow = { ...into, peer: { address: "192.0.2.3", pod: name("shop", "agent") } };
export const byService: PolicyFlow = { ...out, service: { address: "10.96.0.7", port: 80 } };
