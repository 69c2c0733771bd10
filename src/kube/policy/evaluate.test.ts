import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateFlow } from "./evaluate.ts";
import { portRows } from "./testing/rows-of-ports.ts";
import { rangeRows } from "./testing/rows-of-ranges.ts";
import { selectorRows } from "./testing/rows-of-selectors.ts";
import { unknownRows } from "./testing/rows-of-unknown.ts";
import { block, from, into, ofClient, pods, policy, world } from "./testing/shop.ts";

const rows = [...selectorRows, ...rangeRows, ...portRows, ...unknownRows];

for (const [fact, verdict, flow, policies, more = {}] of rows) {
  test(fact, () => {
    expect(evaluateFlow(flow, { ...world, policies, ...more }).verdict).toBe(verdict);
  });
}

test("the rule that allows is named, counted from 1, with the policies that guard", () => {
  const two = policy(
    { ingress: [{ ports: [{ port: 1 }] }, { from: [{ podSelector: ofClient }] }] },
    "shop",
    "two",
  );
  expect(evaluateFlow(into, { ...world, policies: [policy({}), two] })).toMatchObject({
    isolating: ["shop/p", "shop/two"],
    allowedBy: { policy: "shop/two", rule: 2 },
    unread: [],
  });
});

test("what is not known says why", () => {
  const asked = evaluateFlow(into, {
    ...world,
    policies: [from({ podSelector: ofClient })],
    pods: [pods[0]],
  });
  expect(asked.unread).toEqual(["Pod shop/web"]);
});

const labels = fc.dictionary(fc.constantFrom("app", "tier", "zone"), fc.constantFrom("api", "web", "x"));
const peers = fc.array(
  fc.oneof(
    labels.map((matchLabels) => ({ podSelector: { matchLabels } })),
    fc.constantFrom(block("10.244.0.0/16"), block("203.0.113.0/24"), { namespaceSelector: {} }),
  ),
);
const rules = fc.array(
  fc.record({ from: peers, ports: fc.array(fc.record({ port: fc.constantFrom(80, 8080) })) }),
  { maxLength: 3 },
);
const anyPolicies = fc.array(
  fc.tuple(labels, rules).map(([matchLabels, ingress]) => policy({ podSelector: { matchLabels }, ingress })),
  { maxLength: 4 },
);

test("a policy that does not select the Pod changes nothing", () => {
  const idle = policy({ podSelector: { matchLabels: { app: "other" } } }, "shop", "idle");
  fc.assert(
    fc.property(anyPolicies, (policies) => {
      const before = evaluateFlow(into, { ...world, policies });
      expect(evaluateFlow(into, { ...world, policies: [idle, ...policies] })).toEqual(before);
    }),
  );
});

test("the order of policies does not change the verdict, and it is allowed exactly where a rule or no policy allows", () => {
  fc.assert(
    fc.property(anyPolicies, (policies) => {
      const one = evaluateFlow(into, { ...world, policies });
      const other = evaluateFlow(into, { ...world, policies: policies.toReversed() });
      expect(other.verdict).toBe(one.verdict);
      expect(one.verdict === "allowed").toBe(one.isolating.length === 0 || one.allowedBy !== null);
    }),
  );
});

test("one more policy with the same selector never denies what was allowed by a rule", () => {
  fc.assert(
    fc.property(anyPolicies, anyPolicies, (some, more) => {
      const before = evaluateFlow(into, { ...world, policies: some });
      fc.pre(before.allowedBy !== null);
      expect(evaluateFlow(into, { ...world, policies: [...more, ...some] }).verdict).toBe("allowed");
    }),
  );
});

test("objects of any form are judged without an exception", () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (spec, metadata) => {
      const policies = [
        spec,
        { metadata: { namespace: "shop", name: "x" }, spec },
        { metadata, spec },
        policy({ ingress: spec, podSelector: metadata }),
        from({ podSelector: spec, ipBlock: metadata }),
      ];
      const { verdict } = evaluateFlow(into, {
        ...world,
        policies,
        pods: [spec, ...pods],
        namespaces: [metadata],
      });
      expect(["allowed", "denied", "unknown"]).toContain(verdict);
    }),
  );
});
