import { expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { datapath, inside, looked, network, policy } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  BEGIN,
  container,
  END,
  endpoint,
  events,
  nodes,
  pod,
  service,
  state,
  tried,
} from "../../../../test/kube-records.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { isReasonFor } from "../../gives-way.ts";
import { causes } from "../index.ts";

const twice = (...told: Parameters<typeof state>) => [
  ...state(told[0], { ...told[1], at: BEGIN }),
  ...state(told[0], { ...told[1], at: END }),
];
const crashing = pod(1, {
  isReady: false,
  containers: [container({ state: "waiting", reason: "CrashLoopBackOff", isReady: false, restarts: 4 })],
});
const unready = pod(1, {
  isReady: false,
  readyChangedAt: BEGIN - 60_000,
  containers: [
    container({
      isReady: false,
      readiness: { kind: "tcp", port: 8080, path: null, period: 10_000, timeout: 1_000, failures: 3 },
    }),
  ],
});
const creating = pod(1, {
  isReady: false,
  phase: "Pending",
  containers: [container({ state: "waiting", reason: "ContainerCreating", isReady: false, startedAt: null })],
});
const gone = pod(3, { node: "node2", addresses: ["10.244.2.9"] });
const refused = tried("refused");
const silent = tried("timed-out");

const faults: readonly (readonly [string, readonly Evidence[]])[] = [
  ["crash-looping", [service(), nodes(), ...twice([crashing]), events(crashing), ...refused]],
  ["readiness-failing", [service(), nodes(), ...twice([unready]), events(unready), ...refused]],
  [
    "node-not-ready",
    [service(), nodes({ 1: { ready: "unknown" } }), ...twice([unready]), events(unready), ...refused],
  ],
  [
    "pod-not-running",
    [
      service(),
      nodes(),
      ...twice([creating]),
      events(creating, { reason: "FailedMount", message: "x" }),
      ...refused,
    ],
  ],
  ["selector-matches-nothing", [service(), nodes(), ...twice([]), events(pod(1)), ...refused]],
  [
    "service-not-programmed",
    [service(), nodes(), ...twice([pod(1)]), datapath({ outcome: "missing", backends: [] }), ...silent],
  ],
  [
    "stale-endpoint",
    [
      service(),
      nodes(),
      ...twice([pod(1)], { endpoints: [endpoint(pod(1)), endpoint(gone)], gone: [gone] }),
      datapath(),
      ...silent,
    ],
  ],
  ["not-listening", [service(), nodes(), ...twice([pod(1)]), inside(pod(1), "127.0.0.1:8080"), ...refused]],
  [
    "networkpolicy-denies-ingress",
    [
      service(),
      nodes(),
      datapath(),
      network(),
      ...twice([pod(1)]),
      policy(),
      looked(pod(1), "connected"),
      ...silent,
    ],
  ],
  [
    "pod-route-missing",
    [
      service(),
      nodes(),
      datapath(),
      network({
        routes: [{ node: "node2", range: "10.244.2.0/24", outcome: "missing", via: null, device: null }],
      }),
      ...twice([pod(2)]),
      ...silent,
    ],
  ],
];

test("a policy that nobody could read is no verdict, and stands first among what it could be", () => {
  const kept = looked(pod(1), "timed-out", {}, "client");
  const records = [asksService(), service(), nodes(), ...twice([pod(1)]), kept, ...silent];
  const { cause, confidence, alternatives } = diagnose(records, causes).verdict;
  expect(cause).not.toBe("networkpolicy-denies-ingress");
  expect(confidence).toBeLessThan(0.8);
  expect(alternatives.slice(0, 2).map((other) => other.cause)).toContain("networkpolicy-denies-ingress");
});

test("what befalls a connection to a proxy in front of the Service is none of the Service", () => {
  const elsewhere = tried("refused").map((record) =>
    record.kind === "attempt" ? { ...record, value: { ...record.value, address: "192.0.2.80" } } : record,
  ) as readonly Evidence[];
  const unready = [service(), nodes(), ...twice([crashing]), events(crashing)];
  expect(isProven([asksService(), ...unready, ...refused], causes)).toBe(true);
  expect(diagnose([asksService(), ...unready, ...elsewhere], causes).verdict.cause).not.toBe("crash-looping");
});

/** Refused by ICMP of a host on the way, and by this host's own packets where it is a node. */
const byIcmp = (held: number | null) =>
  [1, 2, 3].flatMap((number) =>
    tried("refused", number).map((record) =>
      record.kind === "tcp-connect"
        ? {
            ...record,
            value: {
              ...record.value,
              icmp: { from: "192.0.2.1", isFromTarget: false, type: 3, code: 3 },
              counted: { ...noCounts, heldPackets: held },
            },
          }
        : record,
    ),
  );
const noCounts = {
  ...{ icmpErrorsIn: 1, timeExceededIn: 0, icmpErrorsOut: 0, failedRetransmissions: 0 },
  ...{ synRetransmissions: 0, reversePathDrops: 0, resetsSent: 0, droppedArrivals: 0 },
};
const without = (kind: Evidence["kind"], evidence: readonly Evidence[]) =>
  evidence.filter((record) => record.kind !== kind);

test("what kube-proxy rejects for want of endpoints is no filter's, where the endpoints or the Pods could not be read", () => {
  const bare = without("kube-endpoints", [
    ...[asksService(), service(), nodes(), events(pod(1))],
    ...twice([]),
    ...byIcmp(0),
  ]);
  expect(diagnose(bare, causes).verdict).toMatchObject({
    cause: "selector-matches-nothing",
    boundary: "service",
  });
  expect(isProven(bare, causes)).toBe(false);
  const atNode = without("kube-pods", [
    ...[asksService(), service(), nodes(), events(pod(1))],
    ...twice([unready]),
    ...byIcmp(1),
  ]);
  expect(diagnose(atNode, causes).verdict).toMatchObject({
    cause: "no-ready-endpoints",
    boundary: "service",
  });
  expect(isProven(atNode, causes)).toBe(false);
});

test("what rejects a Service that has its endpoints is a filter", () => {
  const served = [asksService(), service(), nodes(), ...twice([pod(1)]), events(pod(1)), ...byIcmp(0)];
  expect(diagnose(served, causes).verdict.cause).toBe("firewall-rejects");
});

const named = (id: string | null) => causes.find((cause) => cause.id === id);

test.each(faults)(
  "%s is proven, and without what a right lets read there is no other proof",
  (id, evidence) => {
    const records = [asksService(), ...evidence];
    expect(diagnose(records, causes).verdict.cause).toBe(id);
    expect(isProven(records, causes)).toBe(true);
    const own = named(id);
    const kinds = new Set(evidence.map(({ kind }) => kind));
    for (const kind of kinds) {
      if (kind === "attempt" || kind === "tcp-connect") continue;
      const fewer = records.filter((record) => record.kind !== kind);
      const { cause } = diagnose(fewer, causes).verdict;
      const found = named(cause);
      if (cause === id || found === undefined || !isProven(fewer, causes)) continue;
      // What is merely seen stays proven without its reason.
      expect(own !== undefined && isReasonFor(own, found), `${cause} without ${kind}`).toBe(true);
    }
  },
);
