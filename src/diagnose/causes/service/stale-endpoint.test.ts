import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { looked } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  BEGIN,
  END,
  endpoint,
  nodes,
  pod,
  service,
  state,
  tried,
} from "../../../../test/kube-records.ts";
import type { Evidence, KubeEndpoint, UpstreamLook } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

/** Endpoints that somebody wrote by hand: they name no Pod. */
const byHand = (address: string): KubeEndpoint =>
  endpoint(pod(1), { address, target: null, node: null, isReady: true });
const alive = byHand("10.244.1.5");
const dead = byHand("10.244.2.9");

/** Two reads of a Service without a selector, with the addresses that no Pod has at each. */
const reads = (
  endpoints: readonly KubeEndpoint[],
  ...unowned: readonly (readonly string[] | undefined)[]
): readonly Evidence[] => [
  service({ selector: null }),
  nodes(),
  ...unowned.flatMap((some, index) =>
    state([], { at: index === 0 ? BEGIN : END, endpoints }).map((record) =>
      record.kind === "kube-pods"
        ? {
            ...record,
            value: { ...record.value, isComplete: false, ...(some === undefined ? {} : { unowned: some }) },
          }
        : record,
    ),
  ),
];

/** A look at an endpoint that names no Pod. */
function lookAt({ address }: KubeEndpoint, end: UpstreamLook["connect"]): Evidence {
  const record = looked(pod(2), end);
  if (record.kind !== "service-look") throw new Error("no look");
  const { look } = record.value;
  return {
    ...record,
    value: { ...record.value, pod: null, podNode: null, look: { ...look, address, host: address } },
  };
}

function verdictOf(evidence: readonly Evidence[]): string {
  const records = [asksService(), ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

const none = [dead.address];
const share = [...tried("timed-out", 1), ...tried("connected", 2)];
const looks = [lookAt(dead, "timed-out"), lookAt(alive, "connected")];

describe("an endpoint of the Pods' range that no Pod has is stale", () => {
  test.each<[string, readonly Evidence[]]>([
    ["degraded stale-endpoint!", [...reads([alive, dead], none, none), ...looks, ...share]],
    [
      "broken stale-endpoint!",
      [...reads([dead], none, none), lookAt(dead, "unreachable"), ...tried("unreachable")],
    ],
  ])("%s", (expected, evidence) => {
    expect(verdictOf(evidence)).toBe(expected);
  });
});

describe("it is not", () => {
  const external = byHand("192.0.2.40");
  test.each<[string, readonly Evidence[]]>([
    ["where a Pod has it", [...reads([alive, dead], [], []), ...looks, ...share]],
    ["where nobody asked", [...reads([alive, dead], undefined, undefined), ...looks, ...share]],
    ["where it was so at one read alone", [...reads([alive, dead], none, []), ...looks, ...share]],
    [
      "where it is a database outside of the cluster",
      [
        ...reads([external], [external.address], [external.address]),
        lookAt(external, "timed-out"),
        ...tried("timed-out"),
      ],
    ],
    ["where it answers", [...reads([alive, dead], none, none), lookAt(dead, "connected"), ...share]],
    [
      "where somebody refuses there",
      [...reads([alive, dead], none, none), lookAt(dead, "refused"), ...share],
    ],
    ["where nobody looked", [...reads([alive, dead], none, none), ...share]],
  ])("%s", (_, evidence) => {
    expect(verdictOf(evidence)).not.toContain("stale-endpoint!");
  });

  test("where the request passes", () => {
    expect(verdictOf([...reads([alive, dead], none, none), ...looks, ...tried("connected")])).toBe("healthy");
  });
});
