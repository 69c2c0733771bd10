import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { inside, looked } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  BEGIN,
  container,
  END,
  endpoint,
  events,
  MIDDLE,
  nodes,
  pod,
  service,
  state,
  tried,
} from "../../../../test/kube-records.ts";
import type { Evidence, KubeContainer, KubePod } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(evidence: readonly Evidence[]): string {
  const records = [asksService(), service(), ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

const twice = (...told: Parameters<typeof state>) => [
  ...state(told[0], { ...told[1], at: BEGIN }),
  ...state(told[0], { ...told[1], at: END }),
];
/** The first Pod with such a container, not ready. */
const broken = (of: Partial<KubeContainer>, changes: Partial<KubePod> = {}): KubePod =>
  pod(1, { isReady: false, containers: [container({ isReady: false, ...of })], ...changes });
const exit = (reason: string, code: number, endedAt = BEGIN - 20_000) => ({
  reason,
  code,
  signal: null,
  startedAt: endedAt - 10_000,
  endedAt,
});
const backOff = (reason: string, code: number) =>
  broken({
    state: "waiting",
    reason: "CrashLoopBackOff",
    startedAt: null,
    restarts: 7,
    exits: [exit(reason, code)],
  });
const httpProbe = {
  kind: "http",
  port: 8080,
  path: "/ready",
  period: 10_000,
  timeout: 1_000,
  failures: 3,
} as const;
const unready = broken({ readiness: httpProbe });
const pending = (changes: Partial<KubePod>) =>
  pod(1, { isReady: false, phase: "Pending", readyChangedAt: null, ...changes });
const pulling = pending({
  containers: [container({ state: "waiting", reason: "ImagePullBackOff", isReady: false, startedAt: null })],
});
const unschedulable = pending({
  node: null,
  unscheduled: "0/2 nodes are available: 2 Insufficient cpu.",
  containers: [],
});
const starting = pending({
  containers: [container({ state: "waiting", reason: "ContainerCreating", isReady: false, startedAt: null })],
});
const initStuck = pending({
  containers: [
    container({ name: "wait-for-db", isInit: true, isReady: false }),
    container({ state: "waiting", reason: "PodInitializing", isReady: false, startedAt: null }),
  ],
});

describe("what befalls the only Pod of a Service is the verdict", () => {
  test.each<[string, readonly Evidence[]]>([
    ["crash-looping!", twice([backOff("Error", 1)])],
    ["out-of-memory-killed!", twice([backOff("OOMKilled", 137)])],
    [
      "readiness-failing!",
      [
        ...twice([unready]),
        events(unready, { message: "Readiness probe failed: HTTP probe failed with statuscode: 503" }),
      ],
    ],
    [
      "readiness-failing!",
      [nodes(), ...twice([broken({ readiness: httpProbe }, { readyChangedAt: BEGIN - 60_000 })])],
    ],
    ["pod-not-running!", twice([pulling])],
    ["pod-not-running!", twice([unschedulable])],
    ["pod-not-running!", twice([initStuck])],
    [
      "pod-not-running!",
      [
        ...twice([starting]),
        events(starting, { reason: "FailedMount", message: 'configmap "api" not found' }),
      ],
    ],
    ["not-listening!", [...twice([pod(1)]), inside(pod(1), "127.0.0.1:8080")]],
    [
      "not-listening!",
      [
        ...twice([unready]),
        inside(unready, "0.0.0.0:3000"),
        events(unready, { message: "Readiness probe failed: dial tcp: connection refused" }),
      ],
    ],
    [
      "not-listening!",
      [
        ...twice([pod(1)]),
        looked(pod(1), "refused"),
        looked(pod(1), "connected", { from: "server-pod", to: "loopback" }),
      ],
    ],
    [
      "node-not-ready!",
      [...twice([broken({})]), nodes({ 1: { ready: "unknown", reason: "NodeStatusUnknown" } })],
    ],
    [
      "node-not-ready!",
      [
        ...twice([starting]),
        nodes(),
        events(starting, {
          reason: "FailedCreatePodSandBox",
          message: "failed to setup network for sandbox: plugin type=bridge failed",
        }),
      ],
    ],
  ])("%s", (expected, evidence) => {
    expect(verdictOf([...evidence, ...tried("refused")])).toBe(`broken ${expected}`);
  });
});

/** The first of two Pods was killed while the second attempt was made, and serves again. */
const killedAt = (endedAt: number, reason = "OOMKilled", restarts = 3): readonly KubePod[] => [
  pod(1, {
    containers: [
      container({
        startedAt: endedAt + 2_000,
        restarts,
        exits: [exit(reason, reason === "OOMKilled" ? 137 : 1, endedAt)],
      }),
    ],
  }),
  pod(2),
];
const some = [...tried("connected", 1), ...tried("refused", 2), ...tried("connected", 3, END)];

describe("one Pod of several is the verdict where the request met it while it was down", () => {
  test.each<[string, readonly Evidence[]]>([
    ["degraded out-of-memory-killed!", [...state(killedAt(MIDDLE - 500), { at: END }), ...some]],
    ["degraded crash-looping!", [...state(killedAt(MIDDLE - 500, "Error"), { at: END }), ...some]],
    [
      "degraded crash-looping!",
      [
        ...twice([backOff("Error", 1), pod(2)], { endpoints: [endpoint(pod(1)), endpoint(pod(2))] }),
        looked(pod(1), "refused"),
        ...some,
      ],
    ],
  ])("%s", (expected, evidence) => {
    expect(verdictOf(evidence)).toBe(expected);
  });
});

describe("what a Pod suffers is not the verdict", () => {
  const unproven = (evidence: readonly Evidence[]) => verdictOf(evidence).endsWith("!") === false;

  test.each<[string, readonly Evidence[]]>([
    ["where it was killed an hour ago", [...twice(killedAt(MIDDLE - 3_600_000)), ...some]],
    ["where it was down at another time", [...twice(killedAt(BEGIN - 300_000)), ...some]],
    ["where it began anew once alone", [...twice(killedAt(MIDDLE - 500, "Error", 1)), ...some]],
    ["where it gets no requests, and another serves", [...twice([backOff("Error", 1), pod(2)]), ...some]],
    [
      "where it is another Service's",
      [...twice([pod(2), backOff("Error", 1)].map((one) => ({ ...one, isSelected: one.isReady }))), ...some],
    ],
    [
      "where the event is of one of its name that was before it",
      [
        ...twice([broken({ readiness: httpProbe }), pod(2)]),
        events(pod(1, { id: { ...pod(1).id, uid: "another" } }), { message: "Readiness probe failed: x" }),
        ...some,
      ],
    ],
    ["where it is about to end", [...twice([pod(1, { deletedAt: END, isReady: false }), pod(2)]), ...some]],
    [
      "where its node is one that has none of them",
      [...twice([pod(2)]), nodes({ 1: { ready: "no" } }), ...some],
    ],
  ])("%s", (_, evidence) => {
    expect(unproven(evidence)).toBe(true);
  });

  test("nor of a request that passes", () => {
    expect(verdictOf([...twice([backOff("OOMKilled", 137), pod(2)]), ...tried("connected")])).toBe("healthy");
  });

  test.each([
    [25_000, "no-ready-endpoints!"],
    [45_000, "readiness-failing!"],
  ])("a container that has run for %d ms of an initial delay of 30 s: %s", (age, expected) => {
    const delayed = broken(
      { readiness: { ...httpProbe, initialDelay: 30_000 }, startedAt: BEGIN - age },
      { readyChangedAt: BEGIN - age - 2_000 },
    );
    const told = events(delayed, {
      message: "Readiness probe failed: HTTP probe failed with statuscode: 503",
    });
    expect(verdictOf([nodes(), told, ...state([delayed]), ...tried("refused")])).toBe(`broken ${expected}`);
  });

  test("a Pod that has not become ready yet is no failing probe", () => {
    const young = broken(
      { readiness: httpProbe, startedAt: BEGIN - 5_000 },
      { readyChangedAt: BEGIN - 8_000 },
    );
    expect(verdictOf([nodes(), events(young), ...twice([young]), ...tried("refused")])).toBe(
      "broken no-ready-endpoints!",
    );
  });
});
