import { describe, expect, test } from "vitest";
import { requestFor } from "../../../../test/http-records.ts";
import { owners } from "../../../../test/owner-records.ts";
import { seenAt } from "../../../../test/way-records.ts";
import type { DestinationSockets, Evidence } from "../../../evidence/index.ts";
import { readLocalPorts } from "./local-ports.ts";

function find(evidence: readonly Evidence[], server: string | null = "server"): readonly string[] {
  const found = readLocalPorts(evidence, requestFor({ server, way: ["client", "server"] }));
  return found.map(({ name, at, slots }) => `${name} at ${at} to ${slots["portsTo"]}`);
}

const table = seenAt("server", "socket-table", {
  byState: {},
  listeners: [],
  listsEveryListener: true,
  byPeer: [],
  localPortRange: [40_000, 40_009],
  retransmitting: 0,
  probingZeroWindow: 0,
});
const asking = (value: Partial<DestinationSockets>) => [
  table,
  ...owners("server", {
    peers: [
      {
        localAddress: "192.0.2.10",
        address: "203.0.113.7",
        port: 8080,
        byState: { ESTABLISHED: 10 },
        localPorts: 10,
        timeWaitPorts: 0,
        unansweredSyns: 0,
        synRetries: [],
        stalled: 0,
        ...value,
      },
    ],
  }),
];

describe("a host that answers, and asks another in turn,", () => {
  test("lacks a local port where one destination has them all", () => {
    expect(find(asking({}))).toEqual(["local-port-lacking at server to 203.0.113.7:8080"]);
    expect(find(asking({ timeWaitPorts: 10 }))).toHaveLength(1);
  });

  test.each<[string, readonly Evidence[]]>([
    ["one is left", asking({ localPorts: 9 })],
    ["one was left before", [...asking({ localPorts: 9 }).slice(0, 2), ...asking({}).slice(2)]],
    ["its range is not known", asking({}).slice(1)],
    ["they lead to the target itself", asking({ address: "192.0.2.10" })],
  ])("lacks none where %s", (_, evidence) => {
    expect(find(evidence)).toEqual([]);
  });

  test("says nothing of a server that is not in view, or of the client", () => {
    expect(find(asking({}), null)).toEqual([]);
    expect(find(asking({}), "client")).toEqual([]);
  });
});
