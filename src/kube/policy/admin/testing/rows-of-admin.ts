import { from, fromOutside, into, ofClient, out, policy, server } from "../../testing/shop.ts";
import type { PolicyFlow, PolicyWorld } from "../../world.ts";
import { admin, all, anp, banp, cnp, destination, fromPods, fromTeam, node, rule } from "./tiers.ts";

/** What is said of a flow by policies of administrators, and by NetworkPolicies beside them. */
export type AdminRow = readonly [
  string,
  "allowed" | "denied" | "unknown",
  PolicyFlow,
  PolicyWorld["others"],
  (readonly unknown[])?,
  Partial<PolicyWorld>?,
];

const deny = rule("Deny", fromTeam("a"));
const allow = rule("Allow", fromTeam("a"));
const pass = rule("Pass", fromTeam("a"));
const denying = admin({ ingress: [deny] });
const open = policy({ ingress: [{}] });
const shut = policy({});
const to = (action: string, peer: object, more: object = {}) =>
  admin({ egress: [rule(action, peer, "to", more)] });
const nodes = { Node: [node("203.0.113.9", { os: "linux" }), node("192.0.2.1", { os: "linux" })] };
const forSubject = (member: object) => anp(admin({ subject: member, ingress: [deny] }));

/** After the conformance tests of policy.networking.k8s.io: priorities, tiers, subjects. */
export const tierRows: readonly AdminRow[] = [
  ["a rule that denies goes before NetworkPolicies that allow", "denied", into, anp(denying), [open]],
  ["it denies without any NetworkPolicy", "denied", into, anp(denying)],
  [
    "a rule that allows goes before NetworkPolicies that deny",
    "allowed",
    into,
    anp(admin({ ingress: [allow] })),
    [shut],
  ],
  [
    "a rule that passes leaves it to NetworkPolicies",
    "denied",
    into,
    anp(admin({ ingress: [pass, deny] })),
    [shut],
  ],
  ["which may allow it", "allowed", into, anp(admin({ ingress: [pass, deny] })), [open]],
  [
    "of the rules of a policy the first that matches decides",
    "allowed",
    into,
    anp(admin({ ingress: [allow, deny, pass] })),
  ],
  [
    "a rule for other peers decides nothing",
    "allowed",
    into,
    anp(admin({ ingress: [rule("Deny", fromTeam("b"))] })),
  ],
  ["a rule for the other direction decides nothing", "allowed", into, anp(to("Deny", all))],
  [
    "one that does not select the Pod decides nothing",
    "allowed",
    into,
    forSubject({ namespaces: { matchLabels: { team: "b" } } }),
  ],
  ["a subject of Pods", "denied", into, forSubject(fromPods("api"))],
  ["a subject of other Pods", "allowed", into, forSubject(fromPods("db"))],
  ["a subject of no known form is not decided", "unknown", into, forSubject({ nodes: {} })],
  ["a subject of two forms is not decided", "unknown", into, forSubject({ ...all, ...fromPods("api") })],
  [
    "lower priorities go first",
    "allowed",
    into,
    anp(admin({ priority: 20, ingress: [deny] }, "a"), admin({ priority: 5, ingress: [allow] }, "b")),
  ],
  [
    "higher ones after them",
    "denied",
    into,
    anp(admin({ priority: 20, ingress: [allow] }, "a"), admin({ priority: 5, ingress: [deny] }, "b")),
  ],
  [
    "one that does not match leaves it to higher priorities",
    "denied",
    into,
    anp(
      admin({ priority: 5, ingress: [rule("Allow", fromTeam("b"))] }, "a"),
      admin({ priority: 20, ingress: [deny] }, "b"),
    ),
  ],
  [
    "to pass skips higher priorities as well",
    "allowed",
    into,
    anp(admin({ priority: 5, ingress: [pass] }, "a"), admin({ priority: 20, ingress: [deny] }, "b")),
  ],
  ["two of one priority that agree decide", "denied", into, anp(denying, admin({ ingress: [deny] }, "q"))],
  [
    "two of one priority of which one matches decide",
    "denied",
    into,
    anp(denying, admin({ ingress: [rule("Allow", fromTeam("b"))] }, "q")),
  ],
  [
    "two of one priority that do not agree are not decided",
    "unknown",
    into,
    anp(denying, admin({ ingress: [allow] }, "q")),
  ],
  ["nor where one passes", "unknown", into, anp(denying, admin({ ingress: [pass] }, "q"))],
  ["but both ways may end alike", "denied", into, anp(denying, admin({ ingress: [pass] }, "q")), [shut]],
  ["the baseline holds where nothing else does", "denied", into, banp(denying)],
  ["not where a NetworkPolicy allows", "allowed", into, banp(denying), [open]],
  [
    "a NetworkPolicy that isolates decides before it",
    "denied",
    into,
    banp(admin({ ingress: [allow] })),
    [shut],
  ],
  [
    "one for other Pods does not",
    "denied",
    into,
    banp(denying),
    [policy({ podSelector: { matchLabels: { app: "db" } }, ingress: [{}] })],
  ],
  [
    "what administrators pass the baseline may deny",
    "denied",
    into,
    { ...anp(admin({ ingress: [pass] })), ...banp(denying) },
  ],
  ["what they allow it may not", "allowed", into, { ...anp(admin({ ingress: [allow] })), ...banp(denying) }],
  [
    "an action of no known name is not decided",
    "unknown",
    into,
    anp(admin({ ingress: [rule("Drop", all)] })),
  ],
  ["unless it does not match", "allowed", into, anp(admin({ ingress: [rule("Drop", fromTeam("b"))] }))],
  [
    "its own node reaches a Pod whatever they say",
    "allowed",
    { ...fromOutside, peer: { address: "192.0.2.1", pod: null } },
    anp(admin({ ingress: [rule("Deny", all)] })),
    [shut],
  ],
  [
    "that they keep a Pod from its own node is not decided",
    "unknown",
    { ...out, pod: server, peer: { address: "192.0.2.1", pod: null } },
    { ...anp(to("Deny", { nodes: {} })), ...nodes },
  ],
  [
    "nor that they keep it from itself",
    "unknown",
    { ...into, peer: { address: "10.244.1.7", pod: server } },
    anp(denying),
  ],
  ["a cluster's policy denies in its tier", "denied", into, cnp("Admin", denying), [open]],
  ["one of the baseline does not go before", "allowed", into, cnp("Baseline", denying), [open]],
  ["it goes after", "denied", into, cnp("Baseline", denying)],
  ["it accepts", "allowed", into, cnp("Admin", admin({ ingress: [rule("Accept", all), deny] })), [shut]],
  ["one of no known tier does nothing", "allowed", into, cnp("Emergency", denying)],
  [
    "destinationPort",
    "denied",
    into,
    cnp("Admin", admin({ ingress: [{ ...deny, ...destination({ number: 8080 }) }] })),
  ],
  [
    "another destinationPort",
    "allowed",
    into,
    cnp("Admin", admin({ ingress: [{ ...deny, ...destination({ number: 80 }) }] })),
  ],
  [
    "destinationPort of UDP",
    "allowed",
    into,
    cnp("Admin", admin({ ingress: [{ ...deny, ...destination({ number: 8080 }, "udp") }] })),
  ],
  [
    "a range of destinationPort",
    "denied",
    into,
    cnp("Admin", admin({ ingress: [{ ...deny, ...destination({ range: { start: 8000, end: 8080 } }) }] })),
  ],
  [
    "a range of others",
    "allowed",
    into,
    cnp("Admin", admin({ ingress: [{ ...deny, ...destination({ range: { start: 80, end: 8079 } }) }] })),
  ],
  [
    "destinationNamedPort",
    "denied",
    into,
    cnp("Admin", admin({ ingress: [{ ...deny, protocols: [{ destinationNamedPort: "http" }] }] })),
  ],
  [
    "a protocol of no known name is not decided",
    "unknown",
    into,
    cnp("Admin", admin({ ingress: [{ ...deny, protocols: [{ icmp: {} }] }] })),
  ],
  [
    "both kinds at once that say otherwise are not decided",
    "unknown",
    into,
    { ...anp(denying), ...cnp("Admin", admin({ ingress: [allow] })) },
  ],
  ["both kinds at once that agree are", "denied", into, { ...anp(denying), ...cnp("Admin", denying) }],
  [
    "where labels are not read it is not decided",
    "unknown",
    into,
    anp(admin({ ingress: [rule("Deny", fromPods("web"))] })),
    [],
    { pods: [] },
  ],
  ["nor where the namespace is not", "unknown", into, anp(denying), [], { namespaces: [] }],
  [
    "unless all are meant",
    "denied",
    into,
    anp(admin({ ingress: [rule("Deny", all)] })),
    [from({ podSelector: ofClient })],
    { namespaces: [] },
  ],
  ["where Cilium is, it may not be enforced", "unknown", into, anp(denying), [], { ipBlockSkipsPods: true }],
];
