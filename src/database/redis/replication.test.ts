import { describe, expect, test } from "vitest";
import { lagOf, replicationOf } from "./replication.ts";

const told = (facts: Readonly<Record<string, string>>) => {
  const replication = replicationOf((name) => facts[name] ?? null);
  return { ...replication, lag: lagOf(replication) };
};

describe("replicationOf()", () => {
  test.each([
    [
      "a link on which something came not long ago is no lag",
      { master_link_status: "up", master_last_io_seconds_ago: "9", master_sync_in_progress: "0" },
      { receives: "connected", silentFor: 9_000, lag: null },
    ],
    [
      "a link on which nothing comes any more is silent",
      { master_link_status: "up", master_last_io_seconds_ago: "40" },
      { receives: "connected", silentFor: 40_000, lag: null },
    ],
    [
      "a link that is down is one for as long as it is",
      { master_link_status: "down", master_last_io_seconds_ago: "-1", master_link_down_since_seconds: "2" },
      { receives: "connecting", silentFor: 2_000, lag: 2_000 },
    ],
    [
      "one that never was up has no time",
      { master_link_status: "down", master_link_down_since_seconds: "-1" },
      { receives: "connecting", silentFor: null, lag: null },
    ],
    [
      "a first copy is told",
      { master_link_status: "down", master_link_down_since_seconds: "-1", master_sync_in_progress: "1" },
      { receives: "copying", lag: null },
    ],
  ])("%s", (_, facts, expected) => {
    expect(told(facts)).toMatchObject(expected);
  });
});
