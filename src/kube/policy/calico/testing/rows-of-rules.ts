import { fromOutside, hostClient, into, name, out, stranger } from "../../testing/shop.ts";
import type { PolicyWorld } from "../../world.ts";
import { accounts, global, gnp, np, own, set } from "./objects.ts";
import type { CalicoRow } from "./rows-of-tiers.ts";

const fromBlog = { ...into, peer: { address: "10.244.2.9", pod: stranger } };
const from = (source: object, more: object = {}) =>
  np(own({ ingress: [{ action: "Allow", source, ...more }] }));
const to = (destination: object, more: object = {}) =>
  np(own({ types: ["Egress"], egress: [{ action: "Allow", destination, ...more }] }));
const anywhere = (source: object) => gnp(global({ ingress: [{ action: "Allow", source }] }));
const partners = { selector: "role == 'partner'" };
const sets = (of: PolicyWorld["others"], ...all: readonly object[]) => ({
  ...of,
  "Calico GlobalNetworkSet": all,
});
const partner = set(["203.0.113.0/24"], { role: "partner" });

/** After the reference of projectcalico.org/v3: Rule, EntityRule, NetworkSet. */
export const ruleRows: readonly CalicoRow[] = [
  ["a selector of a source", "allowed", into, from({ selector: "app == 'web'" })],
  ["a selector of others", "denied", into, from({ selector: "app == 'db'" })],
  ["a selector is for the policy's own namespace", "denied", fromBlog, from({ selector: "app == 'web'" })],
  [
    "with a namespaceSelector for those",
    "allowed",
    fromBlog,
    from({ selector: "app == 'web'", namespaceSelector: "team == 'b'" }),
  ],
  [
    "with one of others",
    "denied",
    fromBlog,
    from({ selector: "app == 'web'", namespaceSelector: "team == 'c'" }),
  ],
  [
    "a namespaceSelector alone is all of their Pods",
    "allowed",
    fromBlog,
    from({ namespaceSelector: "all()" }),
  ],
  ["a rule without a source is for all", "allowed", fromBlog, from({})],
  [
    "a selector of a global policy is for all namespaces",
    "allowed",
    fromBlog,
    anywhere({ selector: "app == 'web'" }),
  ],
  [
    "global() is none of the Pods",
    "denied",
    fromBlog,
    from({ namespaceSelector: "global()", selector: "app == 'web'" }),
  ],
  ["notSelector", "denied", into, from({ notSelector: "app == 'web'" })],
  ["notSelector of others", "allowed", into, from({ notSelector: "app == 'db'" })],
  [
    "notSelector is for the policy's own namespace as well",
    "denied",
    fromBlog,
    from({ notSelector: "app == 'db'" }),
  ],
  ["a service account by its name", "allowed", into, from({ serviceAccounts: { names: ["default"] } })],
  ["another name", "denied", into, from({ serviceAccounts: { names: ["server"] } })],
  [
    "a service account by its labels",
    "allowed",
    { ...out, pod: name("shop", "web") },
    { ...to({ serviceAccounts: { selector: "role == 'api'" } }), ServiceAccount: accounts },
  ],
  [
    "by other labels",
    "denied",
    out,
    { ...to({ serviceAccounts: { selector: "role == 'db'" } }), ServiceAccount: accounts },
  ],
  ["by labels that are not read", "unknown", out, to({ serviceAccounts: { selector: "role == 'api'" } })],
  ["nets of a source", "allowed", fromOutside, from({ nets: ["203.0.113.0/24"] })],
  ["nets of others", "denied", fromOutside, from({ nets: ["198.51.100.0/24"] })],
  ["a single address", "allowed", fromOutside, from({ nets: ["203.0.113.9"] })],
  ["a net of no known form", "unknown", fromOutside, from({ nets: ["everywhere"] })],
  ["nets hold Pods as well", "allowed", into, from({ nets: ["10.244.0.0/16"] })],
  ["notNets", "denied", fromOutside, from({ notNets: ["203.0.113.0/24"] })],
  ["notNets of others", "allowed", fromOutside, from({ notNets: ["198.51.100.0/24"] })],
  [
    "nets and a selector both have to match",
    "denied",
    into,
    from({ nets: ["203.0.113.0/24"], selector: "app == 'web'" }),
  ],
  [
    "nets of the guarded Pod itself",
    "allowed",
    into,
    np(own({ ingress: [{ action: "Allow", destination: { nets: ["10.244.1.0/24"] } }] })),
  ],
  [
    "nets of others than it",
    "denied",
    into,
    np(own({ ingress: [{ action: "Allow", destination: { nets: ["10.244.2.0/24"] } }] })),
  ],
  [
    "a source of egress is the guarded Pod",
    "allowed",
    out,
    np(own({ types: ["Egress"], egress: [{ action: "Allow", source: { selector: "app == 'web'" } }] })),
  ],
  [
    "a source of egress that it is not",
    "denied",
    out,
    np(own({ types: ["Egress"], egress: [{ action: "Allow", source: { selector: "app == 'api'" } }] })),
  ],
  [
    "a source whose address is not known",
    "unknown",
    { ...fromOutside, peer: { address: "203.0.113.9", pod: null, seenAs: null } },
    from({ nets: ["203.0.113.0/24"] }),
  ],
  ["a global set of networks", "allowed", fromOutside, sets(anywhere(partners), partner)],
  [
    "one with other labels",
    "denied",
    fromOutside,
    sets(anywhere(partners), set(["203.0.113.0/24"], { role: "x" })),
  ],
  [
    "one with other nets",
    "denied",
    fromOutside,
    sets(anywhere(partners), set(["198.51.100.0/24"], { role: "partner" })),
  ],
  ["is none of a namespace's", "denied", fromOutside, sets(from(partners), partner)],
  [
    "is meant by global()",
    "allowed",
    fromOutside,
    sets(from({ ...partners, namespaceSelector: "global()" }), partner),
  ],
  [
    "a namespace's own set",
    "allowed",
    fromOutside,
    { ...from(partners), "Calico NetworkSet": [set(["203.0.113.9"], { role: "partner" }, "shop")] },
  ],
  [
    "another namespace's set",
    "denied",
    fromOutside,
    { ...from(partners), "Calico NetworkSet": [set(["203.0.113.9"], { role: "partner" }, "blog")] },
  ],
  [
    "by its namespace",
    "allowed",
    fromOutside,
    {
      ...from({ ...partners, namespaceSelector: "team == 'b'" }),
      "Calico NetworkSet": [set(["203.0.113.9"], { role: "partner" }, "blog")],
    },
  ],
  [
    "sets that are not read",
    "unknown",
    fromOutside,
    { "Calico GlobalNetworkPolicy": [global({ ingress: [{ action: "Allow", source: partners }] })] },
  ],
  [
    "but a Pod may be meant without them",
    "allowed",
    into,
    {
      "Calico GlobalNetworkPolicy": [
        global({ ingress: [{ action: "Allow", source: { selector: "app == 'web'" } }] }),
      ],
    },
  ],
  [
    "a host by its addresses",
    "allowed",
    { ...fromOutside, peer: { address: "192.0.2.77", pod: null } },
    {
      ...anywhere({ selector: "role == 'node'" }),
      "Calico HostEndpoint": [
        { metadata: { name: "n", labels: { role: "node" } }, spec: { expectedIPs: ["192.0.2.77"] } },
      ],
    },
  ],
  [
    "a host of no known addresses",
    "unknown",
    { ...fromOutside, peer: { address: "192.0.2.77", pod: null } },
    {
      ...anywhere({ selector: "role == 'node'" }),
      "Calico HostEndpoint": [
        { metadata: { name: "n", labels: { role: "node" } }, spec: { interfaceName: "*" } },
      ],
    },
  ],
  ["a Pod on its node's network has no labels", "denied", hostClient, from({ selector: "app == 'agent'" })],
  ["but the address of the node", "allowed", hostClient, from({ nets: ["192.0.2.3/32"] })],
  [
    "who asks and may be a Pod",
    "unknown",
    { ...into, peer: { address: "unknown", pod: null, seenAs: null, mayBePod: true } },
    from({ selector: "app == 'web'" }),
  ],
];
