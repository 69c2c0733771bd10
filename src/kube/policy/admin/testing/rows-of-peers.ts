import { fromOutside, into, out, outside } from "../../testing/shop.ts";
import type { AdminRow } from "./rows-of-admin.ts";
import { admin, all, anp, fromPods, fromTeam, node, number, range, rule } from "./tiers.ts";

const deny = rule("Deny", fromTeam("a"));
const to = (action: string, peer: object, more: object = {}) =>
  admin({ egress: [rule(action, peer, "to", more)] });
const udp = { ...into, port: 53, protocol: "UDP" } as const;
const nodes = { Node: [node("203.0.113.9", { os: "linux" }), node("192.0.2.1", { os: "linux" })] };

/** After the conformance tests of policy.networking.k8s.io: peers and ports. */
export const peerRows: readonly AdminRow[] = [
  ["a peer of Pods", "denied", into, anp(admin({ ingress: [rule("Deny", fromPods("web"))] }))],
  ["a peer of other Pods", "allowed", into, anp(admin({ ingress: [rule("Deny", fromPods("db"))] }))],
  [
    "a peer of Pods of other namespaces",
    "allowed",
    into,
    anp(admin({ ingress: [rule("Deny", fromPods("web", "b"))] })),
  ],
  ["all Pods are no address outside", "allowed", fromOutside, anp(admin({ ingress: [rule("Deny", all)] }))],
  [
    "the first version's namespaces",
    "denied",
    into,
    anp(
      admin({
        ingress: [rule("Deny", { namespaces: { namespaceSelector: { matchLabels: { team: "a" } } } })],
      }),
    ),
  ],
  [
    "the first version's Pods",
    "allowed",
    into,
    anp(
      admin({
        ingress: [
          rule("Deny", {
            pods: { namespaces: { namespaceSelector: {} }, podSelector: { matchLabels: { app: "db" } } },
          }),
        ],
      }),
    ),
  ],
  [
    "sameLabels is not decided",
    "unknown",
    into,
    anp(admin({ ingress: [rule("Deny", { namespaces: { sameLabels: ["team"] } })] })),
  ],
  [
    "a peer of no known form is not decided",
    "unknown",
    into,
    anp(admin({ ingress: [rule("Deny", { services: {} })] })),
  ],
  ["no peer is not decided", "unknown", into, anp(admin({ ingress: [{ action: "Deny", from: [] }] }))],
  [
    "a member of no known name is not decided",
    "unknown",
    into,
    anp(admin({ ingress: [{ ...deny, unless: [] }] })),
  ],
  ["a port by its number", "denied", into, anp(admin({ ingress: [{ ...deny, ...number(8080) }] }))],
  ["another port", "allowed", into, anp(admin({ ingress: [{ ...deny, ...number(8081) }] }))],
  ["another protocol", "allowed", into, anp(admin({ ingress: [{ ...deny, ...number(8080, "UDP") }] }))],
  ["a range of ports", "denied", into, anp(admin({ ingress: [{ ...deny, ...range(8080, 9000) }] }))],
  ["a range of other ports", "allowed", into, anp(admin({ ingress: [{ ...deny, ...range(8081, 9000) }] }))],
  [
    "a port by its name",
    "denied",
    into,
    anp(admin({ ingress: [{ ...deny, ports: [{ namedPort: "http" }] }] })),
  ],
  [
    "a port by the name of another protocol",
    "denied",
    udp,
    anp(admin({ ingress: [{ ...deny, ports: [{ namedPort: "dns" }] }] })),
  ],
  [
    "a port by another name",
    "allowed",
    into,
    anp(admin({ ingress: [{ ...deny, ports: [{ namedPort: "dns" }] }] })),
  ],
  [
    "ports of no known form are not decided",
    "unknown",
    into,
    anp(admin({ ingress: [{ ...deny, ports: { allPorts: true } }] })),
  ],
  ["egress to Pods", "denied", out, anp(to("Deny", fromPods("api")))],
  [
    "egress to networks",
    "denied",
    outside,
    anp(to("Deny", { networks: ["198.51.100.0/24", "203.0.113.0/24"] })),
  ],
  ["egress to other networks", "allowed", outside, anp(to("Deny", { networks: ["198.51.100.0/24"] }))],
  ["networks hold Pods as well", "denied", out, anp(to("Deny", { networks: ["0.0.0.0/0"] }))],
  [
    "a network of no known form is not decided",
    "unknown",
    outside,
    anp(to("Deny", { networks: ["203.0.113.9"] })),
  ],
  [
    "networks are no source",
    "unknown",
    fromOutside,
    anp(admin({ ingress: [rule("Deny", { networks: ["0.0.0.0/0"] })] })),
  ],
  [
    "a network that holds the Service's address alone is not decided",
    "unknown",
    { ...out, service: { address: "10.96.0.7", port: 80 } },
    anp(to("Deny", { networks: ["10.96.0.0/12"] })),
  ],
  [
    "egress to nodes",
    "denied",
    outside,
    { ...anp(to("Deny", { nodes: { matchLabels: { os: "linux" } } })), ...nodes },
  ],
  [
    "egress to other nodes",
    "allowed",
    outside,
    { ...anp(to("Deny", { nodes: { matchLabels: { os: "x" } } })), ...nodes },
  ],
  ["a Pod is no node", "allowed", out, anp(to("Deny", { nodes: {} }))],
  ["domain names are not decided", "unknown", outside, anp(to("Deny", { domainNames: ["*.example"] }))],
  [
    "but at another port they decide nothing",
    "allowed",
    outside,
    anp(to("Deny", { domainNames: ["*.example"] }, number(1))),
  ],
  [
    "nor where they allow what is allowed",
    "allowed",
    outside,
    anp(to("Allow", { domainNames: ["*.example"] })),
  ],
];
