import { describe, expect, test } from "vitest";
import { attempt, requestFor } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import { datapath, looked, network, policy } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  BEGIN,
  END,
  kubeRecord,
  nodes,
  pod,
  service,
  state,
  tried,
} from "../../../../test/kube-records.ts";
import type { Evidence, RequestAsked } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { readPolicies } from "../../read/kube/policy.ts";
import { causes } from "../index.ts";

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(evidence: readonly Evidence[], asked: Partial<RequestAsked> = {}): string {
  const records = [asksService(asked), service(), nodes(), datapath(), ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

const both = [pod(1), pod(2)];
const far = [pod(2)];
const twice = (...told: Parameters<typeof state>) => [
  ...state(told[0], { ...told[1], at: BEGIN }),
  ...state(told[0], { ...told[1], at: END }),
];
const lacksRoute = network({
  routes: [{ node: "node2", range: "10.244.2.0/24", outcome: "missing", via: null, device: null }],
});
const tooLarge = network({
  podMtus: [{ mtu: 1500, interfaces: 2 }],
  overlay: { kind: "vxlan", device: "vxlan0", mtu: 1450, overhead: 50, underlayMtu: 1500 },
});
const node2 = { node: "node2", routes: [] } as const;
const stalls = attempt({
  exchange: { outcome: "stalled", promisedOctets: 100_000, bodyOctets: 0, connectionEnd: "open" },
  attempt: { address: "10.96.0.10" },
});
const kept = looked(pod(1), "timed-out", { from: "node", node: "node1" }, "client");
const fromOther = looked(pod(1), "connected");
const clientsFlow = {
  direction: "egress" as const,
  pod: { ...pod(1).id, name: "shop-client", uid: "c" },
  peer: { address: "10.244.2.5", pod: pod(2).id },
};
const egress = policy(clientsFlow);
const unclear = policy({ ...clientsFlow, verdict: "unknown", unread: ["an ipBlock before translation"] });

describe("what the cluster's network does to the request is the verdict", () => {
  test.each<[string, readonly Evidence[]]>([
    [
      "broken networkpolicy-denies-ingress!",
      [...twice([pod(1)]), policy(), kept, fromOther, ...tried("timed-out")],
    ],
    [
      "broken networkpolicy-denies-egress!",
      [...twice(far), egress, looked(pod(2), "connected"), ...tried("timed-out")],
    ],
    [
      "broken networkpolicy-denies-egress!",
      [
        ...twice(far),
        ...[unclear, policy({ ...clientsFlow, of: "direct" })],
        looked(pod(2), "connected"),
        ...tried("timed-out"),
      ],
    ],
    ["broken pod-route-missing!", [...twice(far), lacksRoute, ...tried("timed-out")]],
    [
      "degraded pod-route-missing!",
      [...twice(both), lacksRoute, ...tried("timed-out", 1), ...tried("connected", 2)],
    ],
    [
      "broken forwarding-disabled!",
      [...twice(far), network({ ...node2, forwards: false }, "node2"), ...tried("timed-out")],
    ],
    [
      "broken forwarding-disabled!",
      [
        ...twice(far),
        network({ ...node2, forwardDropped: "policy drop of ip filter FORWARD" }, "node2"),
        ...tried("timed-out"),
      ],
    ],
  ])("%s", (expected, evidence) => {
    expect(verdictOf(evidence)).toBe(expected);
  });

  test("an overlay without room, where large answers stall", () => {
    expect(verdictOf([...twice(far), tooLarge, ...stalls])).toContain("overlay-mtu-too-large");
  });

  test("a Pod's address that leaves the cluster, where another node translates it", () => {
    const outside = "198.51.100.7";
    const fromPod = tried("timed-out").map((record) =>
      record.kind === "tcp-connect"
        ? { ...record, value: { ...record.value, address: outside, localAddress: "10.244.1.9" } }
        : { ...record, value: { ...record.value, address: outside } },
    ) as readonly Evidence[]; // The kind decides the type.
    const keeps = network({ sources: [{ range: "10.244.1.0/24", outcome: "kept", rule: null }] }, "node1");
    const translates = network(
      { ...node2, sources: [{ range: "10.244.2.0/24", outcome: "masqueraded", rule: "m" }] },
      "node2",
    );
    const asked = { target: `http://${outside}/`, host: outside };
    expect(verdictOf([...twice(both), keeps, translates, ...fromPod], asked)).toBe(
      "broken masquerade-missing!",
    );
    expect(verdictOf([...twice(both), keeps, ...fromPod], asked)).not.toContain("!");
  });

  test("a policy that keeps a Pod from the cluster's DNS", () => {
    const name = "api.shop.svc.cluster.local";
    const lookup = kubeRecord("name-lookup", {
      name,
      rules: "glibc",
      outcome: "no-answer",
      error: "EAI_AGAIN",
      source: null,
      addresses: [],
      answeredName: null,
      canonicalName: null,
      questions: [{ name, type: "A", server: "10.96.0.2", exchange: null, outcome: "silent", took: 5_000 }],
      took: 5_000,
    });
    const own = { ...lookup, purpose: "reference", attempt: 1 } as Evidence; // Of the request itself.
    const failed = tried("timed-out")
      .filter(({ kind }) => kind === "attempt")
      .map((record) => ({
        ...record,
        value: { ...record.value, failedAt: "lookup", address: null, steps: [own.id] },
      })) as readonly Evidence[]; // The kind decides the type.
    const denied = policy({ ...clientsFlow, direction: "egress", of: "dns", port: 53, protocol: "UDP" });
    const asked = { target: `http://${name}/`, host: name, hostIsAddress: false };
    expect(verdictOf([...twice(both), denied, own, ...failed], asked)).toBe(
      "broken networkpolicy-denies-egress!",
    );
  });
});

describe("near misses of the network are no verdict", () => {
  test.each<[string, readonly Evidence[]]>([
    [
      "a policy that denies and is not seen to keep back alone",
      [...twice([pod(1)]), policy(), ...tried("timed-out")],
    ],
    [
      "a policy that denies what comes through",
      [
        ...twice([pod(1)]),
        policy(),
        looked(pod(1), "connected", {}, "client"),
        fromOther,
        ...tried("timed-out"),
      ],
    ],
    [
      "a policy that allows",
      [
        ...twice([pod(1)]),
        policy({ verdict: "allowed", allowedBy: { policy: "shop/a", rule: 1 } }),
        kept,
        fromOther,
        ...tried("timed-out"),
      ],
    ],
    [
      "a policy that is not known to decide",
      [
        ...twice([pod(1)]),
        policy({ verdict: "unknown", unread: ["CiliumNetworkPolicy"] }),
        kept,
        fromOther,
        ...tried("timed-out"),
      ],
    ],
    [
      "a policy that allows the way without translation, and is not known to decide with it",
      [
        ...twice(far),
        ...[unclear, policy({ ...clientsFlow, of: "direct", verdict: "allowed" })],
        looked(pod(2), "connected"),
        ...tried("timed-out"),
      ],
    ],
    [
      "a missing route to Pods that are none of the Service's",
      [...twice([pod(1)]), lacksRoute, ...tried("timed-out")],
    ],
    [
      "a node that forwards nothing for its own Pod",
      [...twice([pod(1)]), network({ forwards: false }), ...tried("timed-out")],
    ],
    ["an overlay with room", [...twice(far), network(), ...stalls]],
    ["an overlay without room that is not crossed", [...twice([pod(1)]), tooLarge, ...stalls]],
  ])("%s", (_, evidence) => {
    expect(verdictOf(evidence)).not.toContain("!");
  });

  test("nothing of it is told of a request that passes", () => {
    const wrong = [lacksRoute, tooLarge, policy(), network({ ...node2, forwards: false }, "node2")];
    expect(verdictOf([...twice(both), ...wrong, ...tried("connected")])).toBe("healthy");
  });
});

describe("policies of the Pods behind a proxy, where who asks them is not known", () => {
  const unknown = { verdict: "unknown", unread: ["who asks"] } as const;
  const late = attempt({ exchange: { status: 504, answeredBy: "intermediary" } });
  const seen = (...told: readonly Evidence[]) => [
    asksService(),
    service(),
    nodes(),
    ...twice([pod(1)]),
    ...told,
  ];
  const observed = (evidence: readonly Evidence[]) =>
    readPolicies(evidence, requestFor()).map(({ name, strength }) => `${name} ${strength}`);

  test("may be what keeps the proxy back, and are not the verdict", () => {
    const evidence = seen(policy(unknown), ...late);
    expect(observed(evidence)).toEqual(["policy-may-deny suggests", "policy-denies-ingress suggests"]);
    expect(verdictOf(evidence)).not.toContain("networkpolicy");
  });

  test.each<[string, readonly Evidence[]]>([
    ["that guard no Pod", [policy({ ...unknown, isolating: [] }), ...late]],
    ["that let the proxy through", [policy(unknown), looked(pod(1), "connected", {}, "client"), ...late]],
    ["of a request that its proxy answers", [policy(unknown), ...attempt({ exchange: { status: 404 } })]],
  ])("are not told of, %s", (_, told) => {
    expect(observed(seen(...told))).toEqual([]);
  });
});
