import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateFlow } from "../evaluate.ts";
import { into, policy, world as shop } from "../testing/shop.ts";
import { addressed, global, gnp, nothingNamed, np, own, tier } from "./testing/objects.ts";
import { orderRows } from "./testing/rows-of-order.ts";
import { portRows } from "./testing/rows-of-ports.ts";
import { ruleRows } from "./testing/rows-of-rules.ts";
import { tierRows } from "./testing/rows-of-tiers.ts";

const world = { ...shop, pods: addressed };

for (const [fact, verdict, flow, others, policies = [], more = {}] of [
  ...tierRows,
  ...orderRows,
  ...ruleRows,
  ...portRows,
]) {
  test(fact, () => {
    expect(evaluateFlow(flow, { ...world, ...more, others, policies }).verdict).toBe(verdict);
  });
}

test("the rule that denies is named with its kind, counted from 1", () => {
  const others = gnp(global({ order: 1, ingress: [{ action: "Log" }, { action: "Deny" }] }));
  expect(evaluateFlow(into, { ...world, others, policies: [policy({})] })).toMatchObject({
    verdict: "denied",
    deniedBy: { kind: "Calico GlobalNetworkPolicy", policy: "g", rule: 2 },
    allowedBy: null,
  });
});

test("at the end of a tier those of it are named that select the Pod", () => {
  const others = {
    ...np(own({}, "a"), own({ selector: "app == 'db'" }, "b"), own({ tier: "last" }, "c")),
    "Calico Tier": [tier("last", 2_000_000)],
  };
  expect(evaluateFlow(into, { ...world, others, policies: [policy({})] })).toMatchObject({
    verdict: "denied",
    deniedBy: null,
    isolating: ["Calico NetworkPolicy shop/a", "shop/p"],
  });
});

test("the rule that allows is named with its kind, and those that isolate are", () => {
  const others = np(own({ order: 5, ingress: [{ action: "Allow" }] }, "a"));
  expect(evaluateFlow(into, { ...world, others, policies: [policy({})] })).toMatchObject({
    verdict: "allowed",
    allowedBy: { kind: "Calico NetworkPolicy", policy: "shop/a", rule: 1 },
    isolating: ["shop/p", "Calico NetworkPolicy shop/a"],
  });
});

test("what is not known says why", () => {
  const others = np(own({ ingress: [{ action: "Allow", destination: { services: { name: "x" } } }] }));
  expect(evaluateFlow(into, { ...world, others }).unread).toEqual(["a rule by services"]);
});

const selectors = fc.constantFrom("app == 'web'", "app == 'db'", "all()", "has(app)", "!has(app)");
const rules = fc.array(
  fc.record({
    action: fc.constantFrom("Allow", "Deny", "Pass", "Log"),
    source: selectors.map((selector) => ({ selector })),
  }),
  { maxLength: 3 },
);
const anyPolicies = fc.uniqueArray(
  fc.record({ order: fc.nat({ max: 9 }), ingress: rules }).map((spec) => own(spec, `p${spec.order}`)),
  { selector: ({ spec }) => JSON.stringify(spec), maxLength: 4 },
);

test("objects in any order decide alike, and all of it is decided", () => {
  fc.assert(
    fc.property(anyPolicies, (policies) => {
      const one = evaluateFlow(into, { ...world, others: np(...policies) });
      const other = evaluateFlow(into, { ...world, others: np(...policies.toReversed()) });
      const names = policies.map(({ metadata }) => metadata.name);
      fc.pre(new Set(names).size === names.length);
      expect(one.verdict).not.toBe("unknown");
      expect(other).toMatchObject({ verdict: one.verdict, allowedBy: one.allowedBy, deniedBy: one.deniedBy });
    }),
  );
});

const hostile = fc.anything({ maxDepth: 4 });

test("objects of any form are judged without an exception, and nothing is denied by what is no policy", () => {
  fc.assert(
    fc.property(hostile, hostile, fc.array(hostile, { maxLength: 3 }), (spec, part, anything) => {
      const some = [
        ...anything,
        { metadata: { name: "x", namespace: "shop" }, spec },
        own({ selector: part, ingress: spec }),
        own({ tier: part, order: spec, types: part, ingress: [{ action: "Deny" }] }),
        own({ ingress: [{ action: "Allow", source: spec, destination: part }] }),
        own({ ingress: [{ action: "Allow", source: { nets: spec, selector: part, ports: spec } }] }),
      ];
      const others = {
        "Calico NetworkPolicy": some as readonly object[], // Any value is one to the reader.
        "Calico GlobalNetworkPolicy": some,
        "Calico Tier": [spec, part, { metadata: { name: part }, spec }],
        "Calico NetworkSet": [spec, { metadata: part, spec }],
        "Calico GlobalNetworkSet": [{ metadata: { labels: part }, spec: { nets: spec } }],
        "Calico HostEndpoint": [{ metadata: part, spec: { expectedIPs: part } }],
        ServiceAccount: [spec],
      };
      expect(["allowed", "denied", "unknown"]).toContain(evaluateFlow(into, { ...world, others }).verdict);
      const none = {
        ...nothingNamed,
        "Calico NetworkPolicy": anything,
        "Calico GlobalNetworkPolicy": anything,
      };
      expect(evaluateFlow(into, { ...world, others: none }).verdict).not.toBe("denied");
    }),
  );
});
