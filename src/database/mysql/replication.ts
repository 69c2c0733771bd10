import type { Replication } from "../../evidence/index.ts";
import { nameOf } from "../name-of.ts";
import { recordsOf } from "../postgres/ask-reading.ts";
import { numberOf, type Sample } from "../state/collected.ts";
import type { Answer } from "../try.ts";

type Row = Readonly<Record<string, string | null>>;

/** What is known of replication. */
type Told = Pick<Sample["state"], "isReplica" | "lag" | "replicationRuns" | "replication">;

/** What an answer to `SHOW REPLICA STATUS` means: `Replica_…` since MySQL 8.0.22, `Slave_…` in MariaDB and before. Of several sources the worst. */
export function replicationOf(answer: Answer): Told {
  if (answer.kind !== "rows") return { isReplica: null, lag: null, replicationRuns: null };
  const sources = recordsOf(answer.result).map(sourceOf);
  const [first] = sources;
  if (first === undefined) return { isReplica: false, lag: null, replicationRuns: null };
  const lags = sources.flatMap(({ lag }) => lag ?? []);
  const broken = sources.find(({ runs }) => !runs);
  return {
    isReplica: true,
    lag: lags.length === 0 ? null : Math.max(...lags),
    replicationRuns: broken === undefined,
    replication: (broken ?? first).replication,
  };
}

function sourceOf(row: Row): {
  readonly runs: boolean;
  readonly lag: number | null;
  readonly replication: Replication;
} {
  const either = (name: string) => row[`Replica_${name}`] ?? row[`Slave_${name}`];
  const seconds = numberOf(row["Seconds_Behind_Source"] ?? row["Seconds_Behind_Master"]);
  const receiving = either("IO_Running");
  const applies = either("SQL_Running") === "Yes";
  // 0 is no error; what is receiving comes first, since nothing is applied without it.
  const errors = [row["Last_IO_Errno"], row["Last_SQL_Errno"]].filter((code) => code != null && code !== "0");
  return {
    runs: receiving === "Yes" && applies,
    lag: seconds === null ? null : seconds * 1_000,
    replication: {
      // `Connecting` is a thread that has no connection; `Preparing` has begun to have one.
      receives: receiving === "Yes" ? "connected" : receiving === "No" ? "stopped" : "connecting",
      applies,
      error: nameOf(errors[0] ?? null),
      silentFor: null,
    },
  };
}
