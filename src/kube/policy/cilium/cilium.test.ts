import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateFlow } from "../evaluate.ts";
import { from as fromPods, into, ofClient, policy, world } from "../testing/shop.ts";
import { ccnp, cnp, labels, nodes, own, ports } from "./testing/objects.ts";
import { policyRows } from "./testing/rows-of-policies.ts";
import { peerRows, portRows } from "./testing/rows-of-rules.ts";

for (const [fact, verdict, flow, others, policies = [], more = {}] of [
  ...policyRows,
  ...peerRows,
  ...portRows,
]) {
  test(fact, () => {
    expect(evaluateFlow(flow, { ...world, ...more, others, policies }).verdict).toBe(verdict);
  });
}

const web = { fromEndpoints: [labels({ app: "web" })] };

test("the rule that denies is named with its kind, counted on over specs", () => {
  const specs = [own({ ingressDeny: [ports("1")] }).spec, own({ ingressDeny: [ports("2"), web] }).spec];
  const others = ccnp({ metadata: { name: "g" }, specs });
  expect(evaluateFlow(into, { ...world, others, policies: [policy({ ingress: [{}] })] })).toMatchObject({
    verdict: "denied",
    deniedBy: { kind: "CiliumClusterwideNetworkPolicy", policy: "g", rule: 3 },
    isolating: ["shop/p", "CiliumClusterwideNetworkPolicy g"],
  });
});

test("where no rule allows it those are named that isolate", () => {
  const others = cnp(own({ ingress: [{}] }, "a"), own({ egress: [{}] }, "b"));
  expect(evaluateFlow(into, { ...world, others, policies: [policy({})] })).toMatchObject({
    verdict: "denied",
    deniedBy: null,
    allowedBy: null,
    isolating: ["shop/p", "CiliumNetworkPolicy shop/a"],
  });
});

test("what a rule asks above the transport is told, unless another asks for nothing", () => {
  const http = { ...web, toPorts: [{ ports: [{ port: "8080" }], rules: { http: [{ method: "GET" }] } }] };
  const asking = evaluateFlow(into, { ...world, others: cnp(own({ ingress: [http] })) });
  expect(asking).toMatchObject({
    verdict: "allowed",
    allowedBy: { kind: "CiliumNetworkPolicy", policy: "shop/p", rule: 1 },
    unread: ["what CiliumNetworkPolicy shop/p asks of http"],
  });
  const others = cnp(own({ ingress: [http] }), own({ ingress: [web] }, "q"));
  expect(evaluateFlow(into, { ...world, others })).toMatchObject({ verdict: "allowed", unread: [] });
});

const peers = fc.constantFrom(
  web,
  { fromEndpoints: [labels({ app: "db" })] },
  { fromEntities: ["cluster"] },
  { fromEntities: ["world"] },
  ports("8080"),
  ports("80"),
  {},
);
const isMeant = (rule: object) =>
  [web, ports("8080"), { fromEntities: ["cluster"] }].some(
    (one) => JSON.stringify(one) === JSON.stringify(rule),
  );
const anyPolicies = fc.array(
  fc.record({ ingress: fc.array(peers, { maxLength: 3 }), ingressDeny: fc.array(peers, { maxLength: 2 }) }),
  { maxLength: 4 },
);

test("it is denied where one denies, else allowed where one allows or none isolates", () => {
  fc.assert(
    fc.property(anyPolicies, fc.boolean(), (specs, withKubernetes) => {
      const others = cnp(...specs.map((spec, index) => own(spec, `p${index}`)));
      const policies = withKubernetes ? [fromPods({ podSelector: ofClient })] : [];
      const denies = specs.some(({ ingressDeny }) => ingressDeny.some(isMeant));
      const allows = withKubernetes || specs.some(({ ingress }) => ingress.some(isMeant));
      const isolates = specs.some(({ ingress, ingressDeny }) => ingress.length + ingressDeny.length > 0);
      expect(evaluateFlow(into, { ...world, others, policies }).verdict).toBe(
        !denies && (allows || !isolates) ? "allowed" : "denied",
      );
    }),
  );
});

const hostile = fc.anything({ maxDepth: 4 });

test("objects of any form are judged without an exception, and nothing is denied by what is no policy", () => {
  fc.assert(
    fc.property(hostile, hostile, fc.array(hostile, { maxLength: 3 }), (spec, part, anything) => {
      const some = [
        ...anything,
        { metadata: { name: "x", namespace: "shop" }, spec, specs: part },
        own({ endpointSelector: part, ingress: spec, ingressDeny: spec, enableDefaultDeny: part }),
        own({
          ingress: [
            { fromEndpoints: spec, toPorts: part },
            { fromEntities: part, icmps: spec },
          ],
        }),
        own({
          ingress: [{ fromCIDRSet: [spec], fromCIDR: [part] }, { toPorts: [{ ports: [spec], rules: part }] }],
        }),
        own({ ingressDeny: [{ fromEndpoints: [spec] }, { fromEntities: [part] }] }),
      ];
      const others = {
        CiliumNetworkPolicy: some,
        CiliumClusterwideNetworkPolicy: some,
        Node: [spec, { metadata: part, status: { addresses: spec }, spec: { podCIDRs: [part] } }],
      };
      expect(["allowed", "denied", "unknown"]).toContain(evaluateFlow(into, { ...world, others }).verdict);
      const none = { ...nodes, CiliumNetworkPolicy: anything, CiliumClusterwideNetworkPolicy: anything };
      expect(evaluateFlow(into, { ...world, others: none }).verdict).not.toBe("denied");
    }),
  );
});
