import { fromOutside, hostClient, into, out, outside, stranger } from "../../testing/shop.ts";
import { ccnp, cnp, labels, own, ports } from "./objects.ts";
import type { CiliumRow } from "./rows-of-policies.ts";

const fromBlog = { ...into, peer: { address: "10.244.2.9", pod: stranger } };
const node = { ...fromOutside, peer: { address: "192.0.2.77", pod: null } };
const unseen = { ...fromOutside, peer: { address: "203.0.113.9", pod: null, seenAs: null } };
const from = (...rules: readonly object[]) => cnp(own({ ingress: rules }));
const to = (...rules: readonly object[]) => cnp(own({ egress: rules }));
const web = labels({ app: "web" });
const endpoint = (selector: object) => from({ fromEndpoints: [selector] });
const entity = (name: string) => from({ fromEntities: [name] });
const inBlog = labels({ app: "web", "k8s:io.kubernetes.pod.namespace": "blog" });

/** After cilium.io/v2 and its examples: endpoints, entities, ranges. */
export const peerRows: readonly CiliumRow[] = [
  ["an endpoint is of the policy's namespace", "denied", fromBlog, endpoint(web)],
  ["unless it names another", "allowed", fromBlog, endpoint(inBlog)],
  ["which others are not of", "denied", into, endpoint(inBlog)],
  [
    "or labels of namespaces",
    "allowed",
    fromBlog,
    endpoint(labels({ "k8s:io.cilium.k8s.namespace.labels.team": "b" })),
  ],
  [
    "that it has not",
    "denied",
    fromBlog,
    endpoint(labels({ "k8s:io.cilium.k8s.namespace.labels.team": "c" })),
  ],
  ["an empty selector is the namespace's own Pods", "allowed", into, endpoint({})],
  ["and no other's", "denied", fromBlog, endpoint({})],
  [
    "of a clusterwide policy all Pods",
    "allowed",
    fromBlog,
    ccnp(own({ ingress: [{ fromEndpoints: [{}] }] })),
  ],
  ["and nothing outside", "denied", fromOutside, ccnp(own({ ingress: [{ fromEndpoints: [{}] }] }))],
  [
    "expressions",
    "allowed",
    into,
    endpoint({ matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] }),
  ],
  [
    "expressions of others",
    "denied",
    into,
    endpoint({ matchExpressions: [{ key: "k8s:app", operator: "NotIn", values: ["web"] }] }),
  ],
  [
    "a service account",
    "allowed",
    into,
    endpoint(labels({ "io.cilium.k8s.policy.serviceaccount": "default" })),
  ],
  [
    "another service account",
    "denied",
    into,
    endpoint(labels({ "io.cilium.k8s.policy.serviceaccount": "x" })),
  ],
  [
    "the cluster's name is not decided",
    "unknown",
    into,
    endpoint(labels({ "io.cilium.k8s.policy.cluster": "x" })),
  ],
  [
    "a label that Cilium may leave out is not decided",
    "unknown",
    into,
    endpoint(labels({ "pod-template-hash": "x" })),
    [],
    { pods: [{ metadata: { namespace: "shop", name: "web", labels: { "pod-template-hash": "x" } } }] },
  ],
  ["a reserved label is no Pod's", "denied", into, endpoint(labels({ "reserved:host": "" }))],
  ["but a node's", "allowed", node, endpoint(labels({ "reserved:remote-node": "" }))],
  ["an empty list of peers is not decided", "unknown", into, from({ fromEndpoints: [] })],
  ["two members that agree", "allowed", into, from({ fromEndpoints: [web], fromEntities: ["cluster"] })],
  [
    "two members that do not are not decided",
    "unknown",
    into,
    from({ fromEndpoints: [web], fromEntities: ["world"] }),
  ],
  ["labels that are not read are not decided", "unknown", into, endpoint(web), [], { pods: [] }],
  ["all is everyone", "allowed", fromOutside, entity("all")],
  ["world is outside", "allowed", fromOutside, entity("world")],
  ["world is no Pod", "denied", into, entity("world")],
  ["world is no node", "denied", node, entity("world")],
  ["world of a family", "allowed", fromOutside, entity("world-ipv4")],
  ["world of the other family", "denied", fromOutside, entity("world-ipv6")],
  ["cluster is Pods", "allowed", fromBlog, entity("cluster")],
  ["cluster is nodes", "allowed", node, entity("cluster")],
  ["cluster is nothing outside", "denied", fromOutside, entity("cluster")],
  ["host is no other node", "denied", node, entity("host")],
  ["remote-node is", "allowed", node, entity("remote-node")],
  ["a Pod on its node's network is a node", "allowed", hostClient, entity("remote-node")],
  ["and has no labels of its own", "denied", hostClient, endpoint(labels({ app: "agent" }))],
  ["the API server may be any address", "unknown", fromOutside, entity("kube-apiserver")],
  ["but no Pod with an address of its own", "denied", into, entity("kube-apiserver")],
  ["an entity of no known name", "unknown", into, entity("everyone")],
  ["none is nobody", "denied", into, entity("none")],
  [
    "nodes that are not read are not decided",
    "unknown",
    node,
    { CiliumNetworkPolicy: [own({ ingress: [{ fromEntities: ["world"] }] })] },
  ],
  [
    "an address of Pods that no Pod has is not decided",
    "unknown",
    { ...fromOutside, peer: { address: "10.244.3.1", pod: null } },
    entity("world"),
  ],
  ["an address that is not known is not decided", "unknown", unseen, entity("world")],
  ["a range", "allowed", fromOutside, from({ fromCIDR: ["203.0.113.0/24"] })],
  ["a range of others", "denied", fromOutside, from({ fromCIDR: ["198.51.100.0/24"] })],
  ["a single address", "allowed", fromOutside, from({ fromCIDR: ["203.0.113.9"] })],
  ["a range holds no Pod", "denied", into, from({ fromCIDR: ["0.0.0.0/0"] })],
  ["whether it holds nodes is not decided", "unknown", node, from({ fromCIDR: ["192.0.2.0/24"] })],
  ["unless it is of others", "denied", node, from({ fromCIDR: ["198.51.100.0/24"] })],
  [
    "a range with exceptions",
    "denied",
    fromOutside,
    from({ fromCIDRSet: [{ cidr: "203.0.113.0/24", except: ["203.0.113.9/32"] }] }),
  ],
  [
    "a range with other exceptions",
    "allowed",
    fromOutside,
    from({ fromCIDRSet: [{ cidr: "203.0.113.0/24", except: ["203.0.113.8/32"] }] }),
  ],
  [
    "a group of ranges is not decided",
    "unknown",
    fromOutside,
    from({ fromCIDRSet: [{ cidrGroupRef: "partners" }] }),
  ],
  ["but holds no Pod", "denied", into, from({ fromCIDRSet: [{ cidrGroupRef: "partners" }] })],
  ["names are not decided", "unknown", outside, to({ toFQDNs: [{ matchName: "a.example" }] })],
  ["but are no Pod", "denied", out, to({ toFQDNs: [{ matchName: "a.example" }] })],
  ["nor at another port", "denied", outside, to({ toFQDNs: [{ matchName: "a.example" }], ...ports("1") })],
  ["services are not decided", "unknown", out, to({ toServices: [{ k8sService: { serviceName: "api" } }] })],
  ["groups are not decided", "unknown", outside, to({ toGroups: [{ aws: {} }] })],
  ["nodes by their labels are not decided", "unknown", node, from({ fromNodes: [{}] })],
  ["but are no Pod", "denied", into, from({ fromNodes: [{}] })],
];

/** After cilium.io/v2 and its examples: ports, and what is asked above the transport. */
export const portRows: readonly CiliumRow[] = [
  ["a port without peers is for all", "allowed", fromOutside, from(ports("8080", { protocol: "TCP" }))],
  ["another port", "denied", fromOutside, from(ports("80", { protocol: "TCP" }))],
  ["another protocol", "denied", into, from(ports("8080", { protocol: "UDP" }))],
  ["any protocol", "allowed", into, from(ports("8080", { protocol: "ANY" }))],
  ["a port without a protocol", "allowed", into, from(ports("8080"))],
  ["a range of ports", "allowed", into, from(ports("8000", { endPort: 8080 }))],
  ["a range of others", "denied", into, from(ports("8000", { endPort: 8079 }))],
  ["port 0 is all", "allowed", into, from(ports("0"))],
  ["a port by its name", "allowed", into, from(ports("http"))],
  ["another name", "denied", into, from(ports("web"))],
  ["a protocol of no known name", "unknown", into, from(ports("8080", { protocol: "QUIC" }))],
  ["SCTP is another", "denied", into, from(ports("8080", { protocol: "SCTP" }))],
  ["peers and ports are joined", "denied", into, from({ fromEndpoints: [web], ...ports("80") })],
  ["both match", "allowed", into, from({ fromEndpoints: [web], ...ports("8080") })],
  ["a list without ports is not decided", "unknown", into, from({ toPorts: [{}] })],
  ["ICMP alone", "denied", into, from({ fromEndpoints: [web], icmps: [{ fields: [{ type: 8 }] }] })],
  [
    "authentication is not decided",
    "unknown",
    into,
    from({ fromEndpoints: [web], authentication: { mode: "required" } }),
  ],
  ["unless it is off", "allowed", into, from({ fromEndpoints: [web], authentication: { mode: "disabled" } })],
  [
    "rules by HTTP allow the connection",
    "allowed",
    into,
    from({ toPorts: [{ ports: [{ port: "8080" }], rules: { http: [{ method: "GET" }] } }] }),
  ],
  [
    "of another port they do not",
    "denied",
    into,
    from({ toPorts: [{ ports: [{ port: "80" }], rules: { http: [{ method: "GET" }] } }] }),
  ],
  [
    "egress is judged at the Pod's port",
    "allowed",
    { ...out, service: { address: "10.96.0.7", port: 80 } },
    to(ports("8080")),
  ],
  [
    "and not at the Service's",
    "denied",
    { ...out, service: { address: "10.96.0.7", port: 80 } },
    to(ports("80")),
  ],
  ["a member of no known name is not decided", "unknown", into, from({ fromEndpoints: [web], unless: [] })],
];
