import { admin, anp, banp, fromTeam, rule } from "../../admin/testing/tiers.ts";
import { fromOutside, hostServer, into, out } from "../../testing/shop.ts";
import { addressed, global, gnp, np, own, tier } from "./objects.ts";

import type { CalicoRow } from "./rows-of-tiers.ts";

const allow = { action: "Allow" };
const deny = { action: "Deny" };
const pass = { action: "Pass" };
const db = { source: { selector: "app == 'db'" } };
const security = (order: number, defaultAction?: string) => ({
  "Calico Tier": [tier("security", order, defaultAction)],
});
const secure = (spec: object, name = "security.p") => own({ tier: "security", ...spec }, name);
const preDnat = { preDNAT: true, applyOnForward: true };
const host = { "Calico HostEndpoint": [{ metadata: { name: "n1" }, spec: { expectedIPs: ["192.0.2.77"] } }] };

/** After the reference of projectcalico.org/v3: tiers, policies of hosts, nodes. */
export const orderRows: readonly CalicoRow[] = [
  [
    "a tier before denies what the next would allow",
    "denied",
    into,
    { ...np(secure({ ingress: [deny] }), own({ ingress: [allow] })), ...security(100) },
  ],
  [
    "a tier after does not",
    "allowed",
    into,
    { ...np(secure({ ingress: [deny] }), own({ ingress: [allow] })), ...security(2_000_000) },
  ],
  [
    "to pass asks the next tier",
    "allowed",
    into,
    { ...np(secure({ ingress: [pass, deny] }), own({ ingress: [allow] })), ...security(100) },
  ],
  ["which may deny it", "denied", into, { ...np(secure({ ingress: [pass] }), own({})), ...security(100) }],
  ["to pass in the last tier allows", "allowed", into, np(own({ ingress: [pass, deny] }))],
  [
    "at the end of a tier it is denied",
    "denied",
    into,
    { ...np(secure({ ingress: [{ ...allow, ...db }] }), own({ ingress: [allow] })), ...security(100) },
  ],
  [
    "unless the tier passes",
    "allowed",
    into,
    {
      ...np(secure({ ingress: [{ ...allow, ...db }] }), own({ ingress: [allow] })),
      ...security(100, "Pass"),
    },
  ],
  [
    "or none of it selects the Pod",
    "allowed",
    into,
    { ...np(secure({ selector: "app == 'db'", ingress: [deny] })), ...security(100) },
  ],
  [
    "a tier that is not read is not decided",
    "unknown",
    into,
    np(secure({ ingress: [deny] }), own({ ingress: [allow] })),
  ],
  [
    "administrators' policies come before the default tier",
    "denied",
    into,
    { ...np(own({ ingress: [allow] })), ...anp(admin({ ingress: [rule("Deny", fromTeam("a"))] })) },
  ],
  [
    "and after a tier of a lower order",
    "allowed",
    into,
    {
      ...np(secure({ ingress: [allow] })),
      ...security(100),
      ...anp(admin({ ingress: [rule("Deny", fromTeam("a"))] })),
    },
  ],
  [
    "the baseline comes last",
    "allowed",
    into,
    { ...np(own({ ingress: [allow] })), ...banp(admin({ ingress: [rule("Deny", fromTeam("a"))] })) },
  ],
  [
    "and holds where nothing else does",
    "denied",
    into,
    { ...np(own({ selector: "app == 'db'" })), ...banp(admin({ ingress: [rule("Deny", fromTeam("a"))] })) },
  ],
  [
    "a policy before translation is for hosts, of which there is none",
    "allowed",
    into,
    gnp(global({ ...preDnat, ingress: [deny] })),
  ],
  [
    "where there are hosts it is not decided",
    "unknown",
    into,
    { ...gnp(global({ ...preDnat, ingress: [deny] })), ...host },
  ],
  [
    "one for what is forwarded is for Pods as well",
    "denied",
    into,
    gnp(global({ applyOnForward: true, ingress: [deny] })),
  ],
  ["a Pod on its node's network is guarded by those of hosts alone", "allowed", hostServer, np(own({}))],
  ["which are not decided", "unknown", hostServer, { ...gnp(global({})), ...host }],
  [
    "its own node reaches a Pod",
    "allowed",
    { ...fromOutside, peer: { address: "192.0.2.1", pod: null } },
    np(own({})),
  ],
  [
    "what a Pod sends to its own node is not decided",
    "unknown",
    { ...out, peer: { address: "192.0.2.2", pod: null } },
    np(own({ types: ["Egress"] })),
  ],
  [
    "where the Pod is not read it is not decided",
    "unknown",
    into,
    np(own({ selector: "app == 'api'" })),
    [],
    { pods: addressed.slice(1) },
  ],
];
