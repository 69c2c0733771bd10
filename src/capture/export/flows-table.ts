import type { EpochMs } from "../../base/index.ts";
import type { CapturedFlow, FlowSide } from "../../evidence/index.ts";
import { ANALYSIS_FLAGS } from "../tcp/analysis-flags.ts";
import type { Column, Table } from "./table.ts";

/** One row for each TCP connection. Durations are in milliseconds, sizes in octets. */
export function flowsTable(flows: readonly CapturedFlow[], startedAt: EpochMs): Table<CapturedFlow> {
  const ends: readonly Column<CapturedFlow>[] = [
    { name: "stream", type: "integer", of: ({ stream }) => stream },
    { name: "client_address", type: "text", of: ({ client }) => client.address },
    { name: "client_port", type: "integer", of: ({ client }) => client.port },
    { name: "server_address", type: "text", of: ({ server }) => server.address },
    { name: "server_port", type: "integer", of: ({ server }) => server.port },
    { name: "client_known_by", type: "text", of: ({ clientKnownBy }) => clientKnownBy },
    { name: "vlan", type: "integer", of: ({ vlan }) => vlan },
    { name: "first_frame", type: "integer", of: ({ first }) => first.frame },
    { name: "last_frame", type: "integer", of: ({ last }) => last.frame },
    { name: "began_at", type: "time", of: ({ first }) => startedAt + first.at },
    { name: "ended_at", type: "time", of: ({ last }) => startedAt + last.at },
    { name: "lasted_ms", type: "real", of: ({ first, last }) => last.at - first.at },
    { name: "syns", type: "integer", of: ({ syns }) => syns.length },
    { name: "syn_acks", type: "integer", of: ({ synAcks }) => synAcks.length },
    { name: "server_rtt_ms", type: "real", of: ({ serverRoundTrip }) => serverRoundTrip },
    { name: "client_rtt_ms", type: "real", of: ({ clientRoundTrip }) => clientRoundTrip },
    { name: "completeness", type: "integer", of: ({ completeness }) => completeness },
    { name: "resets", type: "integer", of: ({ resets }) => resets.length },
    { name: "first_reset_frame", type: "integer", of: ({ resets }) => resets[0]?.mark.frame ?? null },
    { name: "first_reset_claims", type: "text", of: ({ resets }) => resets[0]?.claims ?? null },
    { name: "icmp_errors", type: "integer", of: ({ icmpErrors }) => icmpErrors.length },
    { name: "stalls", type: "integer", of: ({ stalls }) => stalls.length },
    {
      name: "longest_stall_ms",
      type: "real",
      of: ({ stalls }) => (stalls.length === 0 ? null : Math.max(...stalls.map(({ took }) => took))),
    },
    { name: "reuses_ports", type: "boolean", of: ({ reusesPorts }) => reusesPorts },
  ];
  const sides = [
    ...sideColumns("client", ({ fromClient }) => fromClient),
    ...sideColumns("server", ({ fromServer }) => fromServer),
  ];
  return { name: "flows", columns: [...ends, ...sides], rows: flows };
}

function sideColumns(
  prefix: "client" | "server",
  side: (flow: CapturedFlow) => FlowSide,
): readonly Column<CapturedFlow>[] {
  const number = (name: string, type: "integer" | "real", of: (side: FlowSide) => number | null) => ({
    name: `${prefix}_${name}`,
    type,
    of: (flow: CapturedFlow) => of(side(flow)),
  });
  return [
    number("packets", "integer", ({ packets }) => packets),
    number("wire_octets", "integer", ({ wireOctets }) => wireOctets),
    number("data_octets", "integer", ({ dataOctets }) => dataOctets),
    number("mss", "integer", ({ mss }) => mss),
    number("ttl", "integer", ({ ttls }) => ttls[0] ?? null),
    number("mean_rtt_ms", "real", ({ roundTrips }) => roundTrips?.mean ?? null),
    number("lost_behind", "integer", ({ lostBehind }) => lostBehind),
    number("lost_before", "integer", ({ lostBefore }) => lostBefore),
    number("reordered", "integer", ({ reordered }) => reordered),
    number("missed_by_capture", "integer", ({ missedByCapture }) => missedByCapture),
    number("closed_window_ms", "real", ({ closedWindow }) => closedWindow.total),
    number("thinking_ms", "real", ({ thinking }) => thinking.total),
    number("longest_thinking_ms", "real", ({ thinking }) => thinking.longest?.took ?? null),
    number("most_in_flight", "integer", ({ mostInFlight }) => mostInFlight),
    ...ANALYSIS_FLAGS.map((flag) => number(flag, "integer", ({ flags }) => flags[flag] ?? 0)),
  ];
}
