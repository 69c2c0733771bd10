import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { treeAt } from "../tree.ts";
import { configOfDump } from "./load.ts";
import { countsOf, serversOfClusters } from "./state.ts";

const none = configOfDump({}, "/config_dump");
const app = treeAt({ name: "app", health_checks: [{}] }, "/config_dump cluster app");
const config = { ...none, clusters: new Map([["app", app]]) };

/** Of Envoy 1.40, cut down. */
const clusters = {
  cluster_statuses: [
    {
      name: "app",
      host_statuses: [
        {
          address: { socket_address: { address: "127.0.0.1", port_value: 80 } },
          stats: [
            { name: "cx_connect_fail", value: "4" },
            { value: "30", name: "rq_total" },
            { type: "GAUGE", name: "cx_active" },
          ],
          health_status: { failed_active_health_check: true, eds_health_status: "HEALTHY" },
        },
        {
          address: { socket_address: { address: "127.0.0.2", port_value: 80 } },
          health_status: { failed_outlier_check: true, eds_health_status: "HEALTHY" },
        },
        {
          address: { socket_address: { address: "127.0.0.3", port_value: 80 } },
          health_status: { eds_health_status: "DRAINING" },
        },
        {
          address: { socket_address: { address: "127.0.0.4", port_value: 80 } },
          health_status: { eds_health_status: "HEALTHY" },
        },
      ],
    },
  ],
};

describe("Envoy's state", () => {
  test("tells the state of each host", () => {
    const servers = serversOfClusters(clusters, config);
    expect(servers.map(({ state }) => state)).toEqual(["down", "ejected", "draining", "up"]);
    expect(servers[0]).toMatchObject({ connectErrors: 4, requests: 30, check: "failed_active_health_check" });
  });

  test("tells connections, and what limits turned away", () => {
    const stats = [
      { name: "cluster.app.upstream_rq_pending_overflow", value: 3 },
      { name: "server.total_connections", value: 5 },
    ];
    expect(countsOf({ stats })).toEqual({ connections: { now: 5, limit: null }, turnedAway: 3 });
  });

  test("whatever comes is read without a throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        serversOfClusters(value, config);
        countsOf(value);
      }),
    );
  });
});
