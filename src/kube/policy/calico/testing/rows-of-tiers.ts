import { into, out, policy } from "../../testing/shop.ts";
import type { PolicyFlow, PolicyWorld } from "../../world.ts";
import { global, gnp, np, own } from "./objects.ts";

/** What is said of a flow by policies of Calico, and by NetworkPolicies beside them. */
export type CalicoRow = readonly [
  string,
  "allowed" | "denied" | "unknown",
  PolicyFlow,
  PolicyWorld["others"],
  (readonly unknown[])?,
  Partial<PolicyWorld>?,
];

const allow = { action: "Allow" };
const deny = { action: "Deny" };
const web = { source: { selector: "app == 'web'" } };
const db = { source: { selector: "app == 'db'" } };
const open = policy({ ingress: [{}] });
const shut = policy({});

/** After the reference of projectcalico.org/v3: which policies are for a Pod, their order, their tiers. */
export const tierRows: readonly CalicoRow[] = [
  ["a policy without a rule denies", "denied", into, np(own({}))],
  ["one of another namespace is for others", "allowed", into, np(own({}, "p", "blog"))],
  ["one with another selector is for others", "allowed", into, np(own({ selector: "app == 'db'" }))],
  ["one with its selector is for the Pod", "denied", into, np(own({ selector: "app == 'api'" }))],
  ["one without a selector is for all", "denied", into, np(own({ selector: undefined }))],
  ["a selector of no known form is not decided", "unknown", into, np(own({ selector: "app = 'api'" }))],
  ["a rule that allows", "allowed", into, np(own({ ingress: [{ ...allow, ...web }] }))],
  ["a rule that allows others", "denied", into, np(own({ ingress: [{ ...allow, ...db }] }))],
  [
    "a rule that denies goes before one that allows",
    "denied",
    into,
    np(own({ ingress: [{ ...deny, ...web }, allow] })),
  ],
  [
    "the first that matches decides",
    "allowed",
    into,
    np(own({ ingress: [{ ...deny, ...db }, allow, deny] })),
  ],
  ["a rule that logs decides nothing", "allowed", into, np(own({ ingress: [{ action: "Log" }, allow] }))],
  [
    "an action of no known name is not decided",
    "unknown",
    into,
    np(own({ ingress: [{ action: "Drop" }, allow] })),
  ],
  ["without types and rules it is for ingress", "allowed", out, np(own({}))],
  ["without types and with egress rules for egress alone", "allowed", into, np(own({ egress: [deny] }))],
  ["of both for both", "denied", out, np(own({ ingress: [allow], egress: [{ ...allow, protocol: "UDP" }] }))],
  ["types say for which", "denied", out, np(own({ types: ["Egress"] }))],
  ["and for which not", "allowed", into, np(own({ types: ["Egress"], ingress: [deny] }))],
  [
    "lower orders go first",
    "allowed",
    into,
    np(own({ order: 20, ingress: [deny] }, "a"), own({ order: 10, ingress: [allow] }, "b")),
  ],
  [
    "higher ones later",
    "denied",
    into,
    np(own({ order: 20, ingress: [allow] }, "a"), own({ order: 10, ingress: [deny] }, "b")),
  ],
  [
    "without an order it goes last",
    "allowed",
    into,
    np(own({ ingress: [deny] }, "a"), own({ order: 9e9, ingress: [allow] }, "b")),
  ],
  [
    "of one order by their names",
    "denied",
    into,
    np(own({ ingress: [deny] }, "a"), own({ ingress: [allow] }, "b")),
  ],
  [
    "of two kinds of one order that say otherwise it is not decided",
    "unknown",
    into,
    { ...np(own({ ingress: [allow] })), "Calico GlobalNetworkPolicy": [global({ ingress: [deny] })] },
  ],
  [
    "of which one has no rule for it it is",
    "allowed",
    into,
    { ...np(own({ ingress: [allow] })), "Calico GlobalNetworkPolicy": [global({})] },
  ],
  [
    "an order of no known form is not decided",
    "unknown",
    into,
    np(own({ order: "first", ingress: [deny] }), own({ ingress: [allow] }, "q")),
  ],
  [
    "what is allowed before 1000 no NetworkPolicy denies",
    "allowed",
    into,
    np(own({ order: 999, ingress: [allow] })),
    [shut],
  ],
  [
    "what is denied before 1000 none allows",
    "denied",
    into,
    np(own({ order: 999, ingress: [deny] })),
    [open],
  ],
  [
    "what is denied after 1000 one allows",
    "allowed",
    into,
    np(own({ order: 1001, ingress: [deny] })),
    [open],
  ],
  [
    "what is allowed after 1000 none denies, for these have no rule that does",
    "allowed",
    into,
    np(own({ order: 1001, ingress: [allow] })),
    [shut],
  ],
  ["at 1000 it is not decided", "unknown", into, np(own({ order: 1000, ingress: [deny] })), [open]],
  [
    "without a rule that matches both deny",
    "denied",
    into,
    np(own({ ingress: [{ ...allow, ...db }] })),
    [shut],
  ],
  ["a NetworkPolicy alone denies as ever", "denied", into, np(own({ selector: "app == 'db'" })), [shut]],
  ["a global one is for all namespaces", "denied", into, gnp(global({}))],
  [
    "a global one by its namespaceSelector",
    "denied",
    into,
    gnp(global({ namespaceSelector: "team == 'a'" })),
  ],
  ["by that of others", "allowed", into, gnp(global({ namespaceSelector: "team == 'b'" }))],
  [
    "by the namespace's name",
    "denied",
    into,
    gnp(global({ namespaceSelector: "kubernetes.io/metadata.name == 'shop'" })),
  ],
  [
    "by the label of the namespace's name",
    "denied",
    into,
    gnp(global({ selector: "projectcalico.org/namespace == 'shop'" })),
  ],
  [
    "by service accounts",
    "denied",
    into,
    {
      ...gnp(global({ serviceAccountSelector: "role == 'api'" })),
      ServiceAccount: [{ metadata: { namespace: "shop", name: "server", labels: { role: "api" } } }],
    },
  ],
  [
    "by service accounts that are not read it is not decided",
    "unknown",
    into,
    gnp(global({ serviceAccountSelector: "role == 'api'" })),
  ],
];
