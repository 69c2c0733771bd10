import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { looked } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  BEGIN,
  container,
  END,
  endpoint,
  kubeRecord,
  MIDDLE,
  nodes,
  pod,
  SERVICE,
  service,
  state,
  tried,
} from "../../../../test/kube-records.ts";
import type { Evidence, KubeEnd, KubePod, TcpConnect } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

const probed = container({
  readiness: { kind: "http", port: 8080, path: "/ready", period: 1_000, timeout: 1_000, failures: 3 },
});
const served = (number: number, changes: Partial<KubePod> = {}) =>
  pod(number, { containers: [probed], ...changes });
const ended = (at: number, changes: Partial<KubeEnd> = {}): KubeEnd => ({
  id: { kind: "Pod", namespace: "shop", name: "api-2", uid: null },
  at,
  owner: "ReplicaSet/api-7d9",
  hasPreStop: false,
  leavesOthers: true,
  ...changes,
});

/** An attempt each half second for a minute, of which these failed. */
function series(...failedAt: readonly number[]): Evidence {
  const others = Array.from({ length: 120 }, (_, index) => MIDDLE - 30_000 + index * 500 + 100);
  const samples = [...others, ...failedAt].toSorted((a, b) => a - b);
  return {
    ...kubeRecord("series", {
      of: "attempt",
      count: samples.length,
      failures: failedAt.length,
      p50: 5,
      p99: 9,
      failedAt,
      samples: samples.map((at) => ({
        at,
        took: 5,
        failedAt: failedAt.includes(at) ? "connect" : null,
        handshake: null,
        firstByte: null,
        roundTrip: null,
        address: SERVICE,
      })),
    }),
    purpose: "reference",
  };
}

/** What the API says at the begin, and at the end what was ended. */
function rollout(some: readonly KubeEnd[], after: readonly KubePod[] = [served(1), served(3)]) {
  const told = state(after, { at: END });
  return [
    service(),
    nodes(),
    ...state([served(1), served(2)], { at: BEGIN }),
    ...told.map((record) =>
      record.kind === "kube-pods" ? { ...record, value: { ...record.value, ended: some } } : record,
    ),
  ];
}

/** The first attempt passes, and the second fails so. */
const attempts = (outcome: TcpConnect["outcome"], at = MIDDLE): readonly Evidence[] => [
  ...tried("connected", 1, MIDDLE - 29_000),
  ...tried(outcome, 2, at),
  series(at),
];

function verdictOf(evidence: readonly Evidence[]): string {
  const records = [asksService(), ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

describe("what fails just as Pods are told to end without a preStop is the shutdown race", () => {
  test.each<[string, readonly Evidence[]]>([
    ["refused", [...rollout([ended(MIDDLE - 400)]), ...attempts("refused")]],
    ["reset", [...rollout([ended(MIDDLE - 400)]), ...attempts("reset")]],
    [
      "silent, and nothing fails at other times",
      [...rollout([ended(MIDDLE - 400)]), ...attempts("timed-out")],
    ],
    [
      "silent at all times of a rollout that goes on, as the ended Pod is",
      [
        ...rollout(Array.from({ length: 12 }, (_, index) => ended(MIDDLE - 35_400 + index * 5_000))),
        looked(served(2), "timed-out"),
        ...attempts("timed-out"),
      ],
    ],
  ])("%s", (_, evidence) => {
    expect(verdictOf(evidence)).toBe("degraded shutdown-race!");
  });
});

describe("it is not proven", () => {
  const again = ended(MIDDLE - 400);
  test.each<[string, readonly Evidence[]]>([
    [
      "where the Pod had a preStop",
      [...rollout([ended(MIDDLE - 400, { hasPreStop: true })]), ...attempts("refused")],
    ],
    [
      "where all are ended first",
      [...rollout([ended(MIDDLE - 400, { leavesOthers: false })]), ...attempts("refused")],
    ],
    ["where it is not known what was ended", [...rollout([]), ...attempts("refused")]],
    ["where it failed long before", [...rollout([ended(MIDDLE + 5_000)]), ...attempts("refused")]],
    ["where it failed long after", [...rollout([ended(MIDDLE - 20_000)]), ...attempts("refused")]],
    [
      "where something failed at another time as well",
      [
        ...rollout([again]),
        ...tried("connected", 1, MIDDLE - 29_000),
        ...tried("refused", 2),
        ...tried("refused", 3, MIDDLE - 25_000),
        series(MIDDLE - 25_000, MIDDLE),
      ],
    ],
    ["where the list of attempts is missing", [...rollout([again]), ...attempts("refused").slice(0, -1)]],
    [
      "where new Pods are ready before they listen",
      [...rollout([again], [served(1), pod(3)]), ...attempts("refused")],
    ],
    [
      "where a container crashed just then",
      [
        ...rollout(
          [again],
          [
            served(1, {
              containers: [
                {
                  ...probed,
                  restarts: 1,
                  startedAt: MIDDLE + 1_000,
                  exits: [
                    {
                      reason: "Error",
                      code: 1,
                      signal: null,
                      startedAt: BEGIN - 60_000,
                      endedAt: MIDDLE - 500,
                    },
                  ],
                },
              ],
            }),
            served(3),
          ],
        ),
        ...attempts("refused"),
      ],
    ],
  ])("%s", (_, evidence) => {
    expect(verdictOf(evidence)).not.toContain("shutdown-race!");
  });

  test("of a clean rollout: all is well", () => {
    const records = [...rollout([again]), ...tried("connected", 1), series()];
    expect(verdictOf(records)).toBe("healthy");
    expect(endpoint(served(1)).isReady).toBe(true);
  });
});
