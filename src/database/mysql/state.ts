import type { DatabaseClient } from "../../evidence/index.ts";
import { rowsOf } from "../postgres/ask-reading.ts";
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
import type { Answer, OpenSession } from "../try.ts";
import { replicationOf } from "./replication.ts";
import { mysqlStatements } from "./statements.ts";

/** How long an answer is waited for. */
const MOST_WAIT = 3_000;

/** ER_SPECIFIC_ACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_DBACCESS_DENIED_ERROR. */
const noRight: ReadonlySet<string | null> = new Set(["1227", "1142", "1044"]);

type Row = Readonly<Record<string, string | null>>;

const ask = (session: OpenSession, statement: string) => session.ask(statement, MOST_WAIT);

/** The first of some statements that is known to this version. */
async function firstKnown(session: OpenSession, statements: readonly string[]): Promise<Answer> {
  let answer: Answer = { kind: "ended", how: "closed" };
  for (const statement of statements) {
    answer = await ask(session, statement);
    if (answer.kind === "rows" || (answer.kind === "complaint" && noRight.has(answer.complaint.code))) break;
  }
  return answer;
}

/** One look at the sessions, limits and replication of MySQL or MariaDB; `null` where it does not answer. */
export async function sampleMysql(session: OpenSession): Promise<Sample | null> {
  await firstKnown(session, mysqlStatements.bounds);
  await ask(session, mysqlStatements.begin);
  const sample = await look(session);
  await ask(session, "ROLLBACK");
  return sample;
}

async function look(session: OpenSession): Promise<Sample | null> {
  const variables = await pairs(session, mysqlStatements.variables);
  const status = await pairs(session, mysqlStatements.status);
  if (variables.size === 0) return null;
  const listed = await ask(session, mysqlStatements.sessions);
  // A list that did not come is not an empty one.
  if (listed.kind !== "rows") return null;
  const sessions = rowsOf(listed);
  const transactions = await ask(session, mysqlStatements.transactions);
  const waits = transactions.kind === "rows" ? rowsOf(await firstKnown(session, mysqlStatements.waits)) : [];
  const replica = await firstKnown(session, mysqlStatements.replica);
  const byId = new Map(rowsOf(transactions).map((row) => [row["ID"], row]));
  const clients = sessions.map((row) =>
    clientOf(
      row,
      byId.get(row["ID"] ?? ""),
      waits.filter((wait) => wait["ID"] === row["ID"]),
    ),
  );
  const shown = shownOf(clients);
  const connected = numberOf(status.get("Threads_connected"));
  const isOn = (name: string) => /^(?:ON|1|YES)$/i.test(variables.get(name) ?? "");
  const gaps: StateGap[] = [];
  if (transactions.kind === "complaint" && noRight.has(transactions.complaint.code))
    gaps.push({
      needs: "the sessions of other users, their transactions and locks",
      allowBy: "GRANT PROCESS ON *.* TO the user that asks",
    });
  if (replica.kind === "complaint" && noRight.has(replica.complaint.code))
    gaps.push({
      needs: "whether this is a replica, and how far it is behind",
      allowBy: "GRANT REPLICATION CLIENT (MariaDB: REPLICA MONITOR) ON *.* TO the user that asks",
    });
  return {
    clients: shown,
    gaps,
    state: {
      version: session.serverVersion,
      uptime: secondsOf(status.get("Uptime")),
      connections:
        connected === null
          ? null
          : {
              used: connected,
              limit: numberOf(variables.get("max_connections")),
              // One more than the limit is let in, for who has the right to administer.
              reserved: 0,
              turnedAway: numberOf(status.get("Connection_errors_max_connections")),
            },
      byState: countBy(clients.map(({ state }) => state)),
      sessions: shown.map(withoutText),
      isReadOnly: isOn("read_only") || isOn("super_read_only"),
      ...replicationOf(replica),
      memory: null,
      slowest: await slowestOf(session),
    },
  };
}

async function pairs(session: OpenSession, statement: string): Promise<ReadonlyMap<string, string>> {
  const answer = await ask(session, statement);
  if (answer.kind !== "rows") return new Map();
  return new Map(answer.result.rows.map(([name, value]) => [name ?? "", value ?? ""]));
}

const secondsOf = (text: string | null | undefined) => {
  const seconds = numberOf(text);
  return seconds === null ? null : seconds * 1000;
};

function clientOf(row: Row, transaction: Row | undefined, waits: readonly Row[]): ClientSeen {
  const text = row["INFO"] ?? null;
  const isSleeping = row["COMMAND"] === "Sleep";
  const doing = row["STATE"] ?? "";
  const waitsForLock = transaction?.["STATE"] === "LOCK WAIT" || /^Waiting for .*lock/i.test(doing);
  const inState = numberOf(row["TIME"]);
  const [wait] = waits;
  const state: DatabaseClient["state"] = waitsForLock
    ? "waiting"
    : !isSleeping
      ? row["COMMAND"] === "Query" || row["COMMAND"] === "Execute"
        ? "active"
        : "other"
      : transaction === undefined
        ? "idle"
        : "idle-in-transaction";
  const client = (row["HOST"] ?? "").replace(/:\d+$/, "");
  return {
    id: numberOf(row["ID"]) ?? 0,
    user: row["USER"] ?? null,
    database: row["DB"] ?? null,
    client: client === "" || client === "localhost" ? null : client,
    application: null,
    state,
    waitsFor: waitsForLock
      ? transaction?.["STATE"] === "LOCK WAIT"
        ? "Lock:innodb"
        : `Lock:${doing}`
      : null,
    blockedBy: [...new Set(waits.flatMap((one) => numberOf(one["BLOCKER"]) ?? []))],
    object: tableOf(wait?.["OBJECT"] ?? null),
    inState,
    inTransaction: numberOf(transaction?.["STARTED"]),
    inQuery: isSleeping ? null : inState,
    verb: verbOf(text),
    digest: digestOf(text),
    text,
  };
}

/** `shop`.`orders` is the table orders. */
const tableOf = (written: string | null): string | null =>
  written === null ? null : (written.replaceAll("`", "").split(".").at(-1) ?? null);

async function slowestOf(session: OpenSession): Promise<Sample["state"]["slowest"]> {
  const answer = await ask(session, mysqlStatements.slowest);
  if (answer.kind !== "rows") return [];
  return answer.result.rows.map(([text, calls, mean]) => ({
    digest: digestOf(text ?? null) ?? "hidden",
    verb: verbOf(text ?? null),
    calls: numberOf(calls) ?? 0,
    mean: numberOf(mean) ?? 0,
  }));
}
