import { expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import type { ClusterState } from "./enter-cluster.ts";
import { knownAsNodes } from "./known-as-nodes.ts";
import type { Place } from "./places.ts";

/** Rules of a kube-proxy whose Service at 10.96.0.32 leads to one endpoint. */
const rulesTo = (endpoint: string) => `*nat
:KUBE-SERVICES - [0:0]
:KUBE-SVC-A - [0:0]
:KUBE-SEP-A - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.0.32/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-A
-A KUBE-SVC-A -j KUBE-SEP-A
-A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination ${endpoint}:8080
COMMIT
`;

/** A place where iptables-save prints such rules; `null`: there are none. */
function placeWith(rules: string | null, is: Place["is"] = "outside"): Place {
  const vantage: Partial<Vantage> = {
    name: "edge",
    read: async () => ({ outcome: "missing" }),
    list: async () => null,
    run: async ([command]) =>
      command === "iptables-save" && rules !== null
        ? { outcome: "ran", status: 0, stdout: rules, stderr: "", isCut: false }
        : { outcome: "missing-tool" },
  };
  return { vantage: vantage as Vantage, is, node: null, pod: null };
}

const service = {
  clusterIps: ["10.96.0.32"],
  port: { port: 80, protocol: "TCP" },
} as unknown as ClusterState["service"];
const endpoints = [{ address: "10.244.1.5" }] as unknown as ClusterState["endpoints"];
const unread = { service, endpoints, nodes: [] };
const context = { clock: systemClock, signal: new AbortController().signal };

/** What a place is taken for, and the name of its node. */
async function takenFor(place: Place, state: Parameters<typeof knownAsNodes>[1] = unread) {
  const [known] = await knownAsNodes([place], state, context);
  return [known?.is, known?.node?.name ?? null];
}

test("a place that sends what goes to the Service on to its endpoint is a node", async () => {
  expect(await takenFor(placeWith(rulesTo("10.244.1.5")))).toEqual(["node", "edge"]);
});

test.each<[string, Place, Partial<ClusterState>]>([
  ["a node of another cluster, whose Service has the same address", placeWith(rulesTo("10.244.1.6")), {}],
  ["a place without such rules", placeWith(null), {}],
  ["a place that is known for a Pod's", placeWith(rulesTo("10.244.1.5"), "pod"), {}],
  [
    "any place where the nodes may be read",
    placeWith(rulesTo("10.244.1.5")),
    { nodes: [{}] as unknown as ClusterState["nodes"] },
  ],
  ["any place where there is no Service", placeWith(rulesTo("10.244.1.5")), { service: null }],
])("no node is made of %s", async (_, place, changes) => {
  expect(await takenFor(place, { ...unread, ...changes })).toEqual([place.is, null]);
});
