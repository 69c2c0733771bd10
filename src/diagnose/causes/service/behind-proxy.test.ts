import { describe, expect, test } from "vitest";
import { attempt, nginxPage } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import { inside } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  BEGIN,
  END,
  endpoint,
  events,
  nodes,
  pod,
  service,
  state,
} from "../../../../test/kube-records.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(evidence: readonly Evidence[]): string {
  const records = [asksService(), ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

const both = [pod(1), pod(2)];
/** Where it would be told why a Pod does not serve. */
const why = [nodes(), events(pod(1))];
const twice = (...told: Parameters<typeof state>) => [
  ...state(told[0], { ...told[1], at: BEGIN }),
  ...state(told[0], { ...told[1], at: END }),
];
const toPort = (targetPort: number) =>
  service({ port: { name: "http", protocol: "TCP", port: 80, targetPort, nodePort: null } });
const atPort9090 = both.map((one) => endpoint(one, { port: 9090 }));

describe("a request that passes a proxy before the cluster", () => {
  const gone503 = attempt({ exchange: nginxPage(503, "Service Temporarily Unavailable") });
  const refused502 = attempt({ exchange: nginxPage(502, "Bad Gateway") });

  test.each<[string, readonly Evidence[]]>([
    ["broken selector-matches-nothing!", [service(), ...twice([]), ...gone503]],
    ["broken no-ready-endpoints!", [service(), ...twice([pod(1, { isReady: false })]), ...why, ...gone503]],
    [
      "broken target-port-mismatch!",
      [
        toPort(9090),
        ...twice(both, { endpoints: atPort9090 }),
        inside(pod(1), "0.0.0.0:8080"),
        ...refused502,
      ],
    ],
  ])("%s", (expected, evidence) => {
    expect(verdictOf(evidence)).toBe(expected);
  });

  test("an error of the application's own is not the cluster's", () => {
    const own = attempt({ exchange: { status: 500 } });
    expect(verdictOf([service(), ...twice([pod(1, { isReady: false }), pod(2)]), ...own])).not.toContain(
      "endpoint",
    );
  });
});
