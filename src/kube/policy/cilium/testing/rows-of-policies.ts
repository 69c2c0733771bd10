import { admin, anp, banp, fromTeam, rule } from "../../admin/testing/tiers.ts";
import { own as calico, nothingNamed } from "../../calico/testing/objects.ts";
import { fromOutside, hostServer, into, out, policy, server } from "../../testing/shop.ts";
import type { PolicyFlow, PolicyWorld } from "../../world.ts";
import { ccnp, cnp, labels, own, ports } from "./objects.ts";

/** What is said of a flow by policies of Cilium, and by NetworkPolicies beside them. */
export type CiliumRow = readonly [
  string,
  "allowed" | "denied" | "unknown",
  PolicyFlow,
  PolicyWorld["others"],
  (readonly unknown[])?,
  Partial<PolicyWorld>?,
];

const web = { fromEndpoints: [labels({ app: "web" })] };
const db = { fromEndpoints: [labels({ app: "db" })] };
const open = policy({ ingress: [{}] });
const shut = policy({});
const team = anp(admin({ ingress: [rule("Deny", fromTeam("a"))] }));
const ofCalico = (action: string) => ({
  ...nothingNamed,
  "Calico NetworkPolicy": [calico({ ingress: [{ action }] })],
});

/** After cilium.io/v2 and its examples: which policies are for a Pod, and how they are joined. */
export const policyRows: readonly CiliumRow[] = [
  ["a rule that allows", "allowed", into, cnp(own({ ingress: [web] }))],
  ["a rule that allows others", "denied", into, cnp(own({ ingress: [db] }))],
  ["an empty rule allows nobody", "denied", into, cnp(own({ ingress: [{}] }))],
  ["without a rule for the direction it isolates nobody", "allowed", into, cnp(own({ egress: [{}] }))],
  ["nor by an empty list", "allowed", into, cnp(own({ ingress: [] }))],
  ["the rules of one policy are joined", "allowed", into, cnp(own({ ingress: [db, web] }))],
  ["those of two are", "allowed", into, cnp(own({ ingress: [db] }), own({ ingress: [web] }, "q"))],
  [
    "those of its specs are",
    "allowed",
    into,
    cnp({ ...own({}), spec: undefined, specs: [own({ ingress: [db] }).spec, own({ ingress: [web] }).spec] }),
  ],
  ["a policy of another namespace is for others", "allowed", into, cnp(own({ ingress: [{}] }, "p", "blog"))],
  [
    "one for other Pods",
    "allowed",
    into,
    cnp(own({ endpointSelector: labels({ app: "db" }), ingress: [{}] })),
  ],
  ["one for the Pod", "denied", into, cnp(own({ endpointSelector: labels({ app: "api" }), ingress: [{}] }))],
  [
    "one for it by a label with its source",
    "denied",
    into,
    cnp(own({ endpointSelector: labels({ "k8s:app": "api" }), ingress: [{}] })),
  ],
  [
    "or with any source",
    "denied",
    into,
    cnp(own({ endpointSelector: labels({ "any:app": "api" }), ingress: [{}] })),
  ],
  [
    "one by a source that Pods have none of",
    "allowed",
    into,
    cnp(own({ endpointSelector: labels({ "container:app": "api" }), ingress: [{}] })),
  ],
  [
    "one for the Pod by its namespace",
    "denied",
    into,
    cnp(own({ endpointSelector: labels({ "k8s:io.kubernetes.pod.namespace": "shop" }), ingress: [{}] })),
  ],
  [
    "by another namespace it is not decided",
    "unknown",
    into,
    cnp(own({ endpointSelector: labels({ "k8s:io.kubernetes.pod.namespace": "blog" }), ingress: [{}] })),
  ],
  ["a clusterwide one is for all", "denied", into, ccnp(own({ ingress: [{}] }))],
  [
    "a clusterwide one for a namespace",
    "denied",
    into,
    ccnp(own({ endpointSelector: labels({ "io.kubernetes.pod.namespace": "shop" }), ingress: [{}] })),
  ],
  [
    "a clusterwide one for another",
    "allowed",
    into,
    ccnp(own({ endpointSelector: labels({ "io.kubernetes.pod.namespace": "blog" }), ingress: [{}] })),
  ],
  [
    "by labels of the namespace",
    "denied",
    into,
    ccnp(own({ endpointSelector: labels({ "io.cilium.k8s.namespace.labels.team": "a" }), ingress: [{}] })),
  ],
  [
    "by other labels of it",
    "allowed",
    into,
    ccnp(own({ endpointSelector: labels({ "io.cilium.k8s.namespace.labels.team": "b" }), ingress: [{}] })),
  ],
  [
    "one for nodes is for no Pod",
    "allowed",
    into,
    ccnp({ metadata: { name: "n" }, spec: { nodeSelector: {}, ingress: [{}] } }),
  ],
  [
    "but for one on its node's network",
    "unknown",
    hostServer,
    ccnp({ metadata: { name: "n" }, spec: { nodeSelector: {}, ingress: [{}] } }),
  ],
  ["for which one for Pods is not", "allowed", hostServer, cnp(own({ ingress: [{}] }))],
  [
    "a selector that is not there is not decided",
    "unknown",
    into,
    cnp(own({ endpointSelector: undefined, ingress: [{}] })),
  ],
  ["a member of no known name is not decided", "unknown", into, cnp(own({ priority: 1, ingress: [db] }))],
  ["what is denied no rule allows", "denied", into, cnp(own({ ingress: [web], ingressDeny: [web] }))],
  ["nor of another policy", "denied", into, cnp(own({ ingress: [web] }), own({ ingressDeny: [web] }, "q"))],
  ["nor a NetworkPolicy", "denied", into, cnp(own({ ingressDeny: [web] })), [open]],
  ["what is denied to others is", "allowed", into, cnp(own({ ingress: [web], ingressDeny: [db] }))],
  ["a rule that denies isolates as well", "denied", into, cnp(own({ ingressDeny: [db] }))],
  ["an empty rule denies nobody", "allowed", into, cnp(own({ ingress: [web], ingressDeny: [{}] }))],
  [
    "unless enableDefaultDeny is off",
    "allowed",
    into,
    cnp(own({ ingressDeny: [db], enableDefaultDeny: { ingress: false } })),
  ],
  [
    "which leaves what is denied",
    "denied",
    into,
    cnp(own({ ingressDeny: [web], enableDefaultDeny: { ingress: false } })),
  ],
  [
    "enableDefaultDeny of the other direction",
    "denied",
    into,
    cnp(own({ ingress: [db], enableDefaultDeny: { egress: false } })),
  ],
  ["enableDefaultDeny without a rule", "denied", into, cnp(own({ enableDefaultDeny: { ingress: true } }))],
  [
    "of no known form it is not decided",
    "unknown",
    into,
    cnp(own({ ingress: [db], enableDefaultDeny: { ingress: "no" } })),
  ],
  [
    "one policy that isolates is enough",
    "denied",
    into,
    cnp(own({ ingress: [db], enableDefaultDeny: { ingress: false } }), own({ ingress: [{}] }, "q")),
  ],
  [
    "a NetworkPolicy may allow what Cilium's have no rule for",
    "allowed",
    into,
    cnp(own({ ingress: [db] })),
    [open],
  ],
  ["and the other way round", "allowed", into, cnp(own({ ingress: [web] })), [shut]],
  ["where neither has a rule it is denied", "denied", into, cnp(own({ ingress: [db] })), [shut]],
  ["a NetworkPolicy alone denies as ever", "denied", into, cnp(own({ egress: [{}] })), [shut]],
  [
    "fromRequires is not decided",
    "unknown",
    into,
    cnp(own({ ingress: [web, { fromRequires: [labels({ app: "web" })] }] })),
  ],
  [
    "unless no rule allows",
    "denied",
    into,
    cnp(own({ ingress: [db, { fromRequires: [labels({ app: "web" })] }] })),
  ],
  [
    "administrators' policies may not be enforced",
    "unknown",
    into,
    { ...cnp(own({ ingress: [web] })), ...team },
    [],
    { ipBlockSkipsPods: true },
  ],
  [
    "nor their baseline",
    "unknown",
    into,
    { ...cnp(own({ egress: [{}] })), ...banp(admin({ ingress: [rule("Deny", fromTeam("a"))] })) },
    [],
    { ipBlockSkipsPods: true },
  ],
  [
    "Calico's that say otherwise are not decided",
    "unknown",
    into,
    { ...cnp(own({ ingress: [web] })), ...ofCalico("Deny") },
  ],
  ["where both say so it is denied", "denied", into, { ...cnp(own({ ingress: [db] })), ...ofCalico("Deny") }],
  ["or allowed", "allowed", into, { ...cnp(own({ ingress: [web] })), ...ofCalico("Allow") }],
  [
    "its own node reaches a Pod",
    "allowed",
    { ...fromOutside, peer: { address: "192.0.2.1", pod: null } },
    cnp(own({ ingress: [{}] })),
  ],
  [
    "what a Pod sends to its own node is not decided",
    "unknown",
    { ...out, pod: server, peer: { address: "192.0.2.1", pod: null } },
    cnp(own({ egress: [ports("1")] })),
  ],
  [
    "unless a rule allows it",
    "allowed",
    { ...out, pod: server, peer: { address: "192.0.2.1", pod: null } },
    cnp(own({ egress: [{ toEntities: ["host"] }] })),
  ],
];
