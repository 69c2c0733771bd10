import type { DatabaseClient } from "../../evidence/index.ts";
import {
  type ClientSeen,
  countBy,
  numberOf,
  type Sample,
  type StateGap,
  shownOf,
  withoutText,
} from "../state/collected.ts";
import { digestOf, verbOf } from "../state/statement-text.ts";
import type { OpenSession } from "../try.ts";
import { askReading, rowsOf } from "./ask-reading.ts";
import { postgresStatements, slowestStatement } from "./statements.ts";

/** What stands in the place of a statement's text that we may not read. */
const HIDDEN = "<insufficient privilege>";

type Row = Readonly<Record<string, string | null>>;

/** One look at the sessions, limits and replication of PostgreSQL; `null` where it does not answer. */
export async function samplePostgres(session: OpenSession): Promise<Sample | null> {
  const [facts] = rowsOf(await askReading(session, postgresStatements.facts));
  if (facts === undefined) return null;
  const sessions = await askReading(session, postgresStatements.sessions);
  // A list that did not come is not an empty one.
  if (sessions.kind !== "rows") return null;
  const listed = rowsOf(sessions);
  const waits = listed.some((row) => row["wait_event_type"] === "Lock");
  const objects = waits ? rowsOf(await askReading(session, postgresStatements.objects)) : [];
  const objectOf = new Map(objects.toReversed().map((row) => [row["pid"], row["relname"] ?? null]));
  const clients = listed.map((row) => clientOf(row, objectOf.get(row["pid"] ?? "") ?? null));
  const shown = shownOf(clients);
  const isReplica = facts["is_replica"] === "t";
  const [replica] = isReplica ? rowsOf(await askReading(session, postgresStatements.replica)) : [];
  const hidden = listed.filter((row) => row["text"] === HIDDEN).length;
  const gaps: StateGap[] = hidden === 0 ? [] : [hiddenGap(hidden)];
  return {
    clients: shown,
    gaps,
    state: {
      version: facts["version"] ?? null,
      uptime: numberOf(facts["uptime"]),
      connections: {
        // Our own counts as well: the server counts it.
        used: listed.length + 1,
        limit: numberOf(facts["max_connections"]),
        reserved: numberOf(facts["reserved"]) ?? 0,
        turnedAway: null,
      },
      byState: countBy(clients.map(({ state }) => state)),
      sessions: shown.map(withoutText),
      isReplica,
      isReadOnly: isReplica || facts["read_only"] === "on",
      ...replicationOf(replica),
      memory: null,
      slowest: await slowestOf(session),
    },
  };
}

const hiddenGap = (count: number): StateGap => ({
  needs: `what ${count} ${count === 1 ? "session" : "sessions"} of other users ${count === 1 ? "runs and waits" : "run and wait"} for`,
  allowBy: "GRANT pg_read_all_stats TO the user that asks, or let a superuser ask",
});

/** A replica that has replayed all that came is not behind: an idle primary sends nothing. Where nothing comes, it cannot tell. */
function replicationOf(row: Row | undefined): {
  readonly lag: number | null;
  readonly replicationRuns: boolean | null;
} {
  if (row === undefined) return { lag: null, replicationRuns: null };
  const receives = numberOf(row["receivers"]) !== 0;
  const isPaused = row["paused"] === "t";
  const shouldReceive = receives ? true : row["has_primary"] === null ? null : row["has_primary"] === "t";
  const replicationRuns = isPaused ? false : receives ? true : shouldReceive === true ? false : null;
  const sinceReplay = numberOf(row["since_replay"]);
  if (row["all_replayed"] === "t") return { lag: receives && !isPaused ? 0 : null, replicationRuns };
  return { lag: sinceReplay === null ? null : Math.max(0, sinceReplay), replicationRuns };
}

function clientOf(row: Row, object: string | null): ClientSeen {
  const waits = row["wait_event_type"];
  const isHidden = row["text"] === HIDDEN;
  const text = isHidden ? null : (row["text"] ?? null);
  const state = stateOf(row["state"] ?? null, waits ?? null);
  const isRunning = state === "active" || state === "waiting";
  return {
    id: numberOf(row["pid"]) ?? 0,
    user: row["usename"] ?? null,
    database: row["datname"] ?? null,
    client: row["client"] ?? null,
    application: row["application_name"] === "" ? null : (row["application_name"]?.slice(0, 64) ?? null),
    state,
    waitsFor: isRunning && waits != null ? `${waits}:${row["wait_event"] ?? ""}` : null,
    blockedBy: (row["blockers"] ?? "").split(",").flatMap((id) => (id === "" ? [] : [Number(id)])),
    object: state === "waiting" ? object : null,
    inState: numberOf(row["in_state"]),
    inTransaction: numberOf(row["in_transaction"]),
    inQuery: isRunning ? numberOf(row["in_query"]) : null,
    verb: verbOf(text),
    digest: digestOf(text),
    text,
  };
}

function stateOf(state: string | null, waits: string | null): DatabaseClient["state"] {
  if (state === "active") return waits === "Lock" ? "waiting" : "active";
  if (state === "idle") return "idle";
  return state?.startsWith("idle in transaction") === true ? "idle-in-transaction" : "other";
}

async function slowestOf(session: OpenSession): Promise<Sample["state"]["slowest"]> {
  const extension = await askReading(session, postgresStatements.extension);
  const schema = extension.kind === "rows" ? extension.result.rows[0]?.[0] : null;
  if (schema == null) return [];
  for (const time of ["mean_exec_time", "mean_time"] as const) {
    const answer = await askReading(session, slowestStatement(schema, time));
    if (answer.kind !== "rows") continue;
    return answer.result.rows.map(([, calls, mean, text]) => ({
      digest: digestOf(text ?? null) ?? "hidden",
      verb: verbOf(text ?? null),
      calls: numberOf(calls) ?? 0,
      mean: numberOf(mean) ?? 0,
    }));
  }
  return [];
}
