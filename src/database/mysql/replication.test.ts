import { expect, test } from "vitest";
import type { Answer } from "../try.ts";
import { replicationOf } from "./replication.ts";

/** An answer with one row for each source. */
const rows = (...sources: readonly Readonly<Record<string, string | null>>[]): Answer => {
  const columns = Object.keys(sources[0] ?? {});
  return {
    kind: "rows",
    result: { columns, rows: sources.map((row) => columns.map((name) => row[name] ?? null)) },
  };
};

/** As MariaDB 10.11 says it of a replica that is well. */
const well = {
  Slave_IO_Running: "Yes",
  Slave_SQL_Running: "Yes",
  Seconds_Behind_Master: "0",
  Last_IO_Errno: "0",
  Last_SQL_Errno: "0",
};

test.each([
  ["one that runs", [well], { isReplica: true, lag: 0, replicationRuns: true }],
  [
    "one that may not log in at its source",
    [{ ...well, Slave_IO_Running: "Connecting", Seconds_Behind_Master: null, Last_IO_Errno: "1045" }],
    { lag: null, replicationRuns: false, replication: { receives: "connecting", error: "1045" } },
  ],
  [
    "one whose statement fails",
    [{ ...well, Slave_SQL_Running: "No", Seconds_Behind_Master: null, Last_SQL_Errno: "1062" }],
    { replicationRuns: false, replication: { receives: "connected", applies: false, error: "1062" } },
  ],
  [
    "one that somebody stopped",
    [{ ...well, Slave_IO_Running: "No", Slave_SQL_Running: "No", Seconds_Behind_Master: null }],
    { replicationRuns: false, replication: { receives: "stopped", applies: false, error: null } },
  ],
  [
    "the worst of several sources",
    [
      { ...well, Seconds_Behind_Master: "7" },
      { ...well, Slave_IO_Running: "Connecting" },
    ],
    { lag: 7_000, replicationRuns: false, replication: { receives: "connecting" } },
  ],
  ["none", [], { isReplica: false, lag: null, replicationRuns: null }],
])("a replica's state is told: %s", (_, sources, expected) => {
  expect(replicationOf(rows(...sources))).toMatchObject(expected);
});

test("MySQL's own names since 8.0.22 are known", () => {
  const answer = rows({
    Replica_IO_Running: "Yes",
    Replica_SQL_Running: "Yes",
    Seconds_Behind_Source: "12",
    Last_IO_Errno: "0",
    Last_SQL_Errno: "0",
  });
  expect(replicationOf(answer)).toMatchObject({ lag: 12_000, replicationRuns: true });
});
