import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateFlow } from "../evaluate.ts";
import { from, hostClient, hostServer, into, ofClient, outside, policy, world } from "../testing/shop.ts";
import { tierRows } from "./testing/rows-of-admin.ts";
import { peerRows } from "./testing/rows-of-peers.ts";
import { admin, all, anp, fromTeam, rule } from "./testing/tiers.ts";

for (const [fact, verdict, flow, others, policies = [], more = {}] of [...tierRows, ...peerRows]) {
  test(fact, () => {
    expect(evaluateFlow(flow, { ...world, ...more, others, policies }).verdict).toBe(verdict);
  });
}

test("the rule that denies is named with its kind", () => {
  const others = anp(admin({ ingress: [rule("Pass", fromTeam("b")), rule("Deny", fromTeam("a"))] }));
  expect(evaluateFlow(into, { ...world, others, policies: [policy({ ingress: [{}] })] })).toMatchObject({
    verdict: "denied",
    deniedBy: { kind: "AdminNetworkPolicy", policy: "p", rule: 2 },
    allowedBy: null,
    unread: [],
  });
});

test("the rule that allows is named with its kind", () => {
  const others = anp(admin({ ingress: [rule("Allow", fromTeam("a"))] }));
  expect(evaluateFlow(into, { ...world, others, policies: [policy({})] })).toMatchObject({
    verdict: "allowed",
    deniedBy: null,
    allowedBy: { kind: "AdminNetworkPolicy", policy: "p", rule: 1 },
    isolating: ["shop/p"],
  });
});

test("what isolates is a NetworkPolicy still, where administrators' policies pass", () => {
  const others = anp(admin({ ingress: [rule("Pass", fromTeam("a"))] }));
  const flow = evaluateFlow(into, { ...world, others, policies: [policy({})] });
  expect(flow).toMatchObject({ verdict: "denied", deniedBy: null, isolating: ["shop/p"] });
});

test("what is not known says why", () => {
  const why = (flow: typeof into, spec: object, read = {}) =>
    evaluateFlow(flow, { ...world, others: { ...anp(admin(spec)), ...read } }).unread;
  expect(why(outside, { egress: [rule("Deny", { domainNames: ["a.example"] }, "to")] })).toEqual([
    "the addresses of domainNames",
  ]);
  expect(why(outside, { egress: [rule("Deny", { nodes: {} }, "to")] })).toEqual(["the addresses of nodes"]);
  expect(why(hostServer, { ingress: [rule("Deny", fromTeam("a"))] })).toEqual([
    "how policies guard shop/agent, on its node's network",
  ]);
});

test("a Pod on its node's network is no peer", () => {
  const others = anp(admin({ ingress: [rule("Deny", all)] }));
  expect(evaluateFlow(hostClient, { ...world, others }).verdict).toBe("allowed");
});

test("of two with one priority that say otherwise it is not known which is applied", () => {
  const one = admin({ ingress: [rule("Deny", all)] }, "one");
  const two = admin({ ingress: [rule("Allow", all)] }, "two");
  const asked = evaluateFlow(into, { ...world, others: anp(one, two) });
  expect(asked.verdict).toBe("unknown");
  expect(asked.unread).toEqual(["which of the policies of AdminNetworkPolicy with priority 10 is applied"]);
});

const anyRule = fc.record({
  action: fc.constantFrom("Allow", "Deny", "Pass"),
  from: fc.array(fc.constantFrom(all, fromTeam("a"), fromTeam("b")), { minLength: 1, maxLength: 2 }),
});
const anyPolicies = fc.uniqueArray(
  fc.record({
    metadata: fc.record({ name: fc.string({ minLength: 1 }) }),
    spec: fc.record({
      priority: fc.nat({ max: 9 }),
      subject: fc.constant({ namespaces: {} }),
      ingress: fc.array(anyRule, { maxLength: 3 }),
    }),
  }),
  { selector: ({ spec }) => spec.priority, maxLength: 5 },
);

test("the order of objects does not matter, and the first rule that matches decides", () => {
  fc.assert(
    fc.property(anyPolicies, (policies) => {
      const names = ({ from: peers }: { from: readonly unknown[] }) =>
        peers.includes(all) || peers.some((peer) => JSON.stringify(peer) === JSON.stringify(fromTeam("a")));
      const rules = policies
        .toSorted((a, b) => a.spec.priority - b.spec.priority)
        .flatMap(({ spec }) => spec.ingress);
      const first = rules.find(names)?.action ?? "Pass";
      for (const order of [policies, policies.toReversed()]) {
        const { verdict } = evaluateFlow(into, {
          ...world,
          others: anp(...order),
          policies: [from({ podSelector: ofClient })],
        });
        expect(verdict).toBe(first === "Deny" ? "denied" : "allowed");
      }
    }),
  );
});

const hostile = fc.anything({ maxDepth: 4 });

test("objects of any form are judged without an exception, and nothing is denied by what is no policy", () => {
  fc.assert(
    fc.property(hostile, hostile, fc.array(hostile, { maxLength: 3 }), (spec, part, anything) => {
      const some = [
        ...anything,
        { metadata: { name: "x" }, spec },
        { metadata: { name: "x" }, spec: { priority: 1, subject: part, ingress: spec } },
        admin({ ingress: [{ action: "Deny", from: spec }], subject: part }),
        admin({ ingress: [{ action: part, from: [spec] }] }),
        admin({ ingress: [{ action: "Deny", from: [{ namespaces: {} }], ports: spec, protocols: part }] }),
      ];
      const others = {
        AdminNetworkPolicy: some,
        BaselineAdminNetworkPolicy: some,
        ClusterNetworkPolicy: some,
      };
      expect(["allowed", "denied", "unknown"]).toContain(evaluateFlow(into, { ...world, others }).verdict);
      const none = { AdminNetworkPolicy: anything, ClusterNetworkPolicy: anything };
      expect(evaluateFlow(into, { ...world, others: none, policies: anything }).verdict).not.toBe("denied");
    }),
  );
});
