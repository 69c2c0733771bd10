import type { Ms } from "../../base/index.ts";
import { type QueryPlan, startOf } from "../../evidence/index.ts";
import type { ProbeContext } from "../../probe/index.ts";
import { askReadingAlone } from "../postgres/ask-reading.ts";
import type { Answer, OpenSession } from "../try.ts";
import type { StateLook } from "./look.ts";
import { measuredOf } from "./measured-json.ts";
import { aliasesOf } from "./plan-json.ts";
import { mayBeRun } from "./statement-text.ts";

/** How long a statement that is run for its plan may take: most requests that wait for one are given up by then. */
export const MEASURED: Ms = 5_000;

/** The way of its answer, beside its running. */
const BESIDES: Ms = 1_000;

/** query_canceled of PostgreSQL; ER_STATEMENT_TIMEOUT of MariaDB; ER_QUERY_TIMEOUT of MySQL. */
const endedByBound: ReadonlySet<string | null> = new Set(["57014", "1969", "3024"]);

/** How each engine is asked to run a statement and to measure it. */
const measuring = {
  postgres: "EXPLAIN (ANALYZE, FORMAT JSON)",
  mariadb: "ANALYZE FORMAT=JSON",
  mysql: "EXPLAIN ANALYZE FORMAT=JSON",
} as const;

type Dialect = keyof typeof measuring;

/** Runs once more, in a read-only transaction with a bound, what earlier looks have explained, and records what it did. */
export async function measureStatements(
  look: StateLook,
  context: ProbeContext,
  bound: Ms = MEASURED,
): Promise<void> {
  const { session, asked, address, toMeasure = [] } = look;
  const { clock, recorder, signal } = context;
  const dialect = dialectOf(session);
  if (dialect === null) return;
  for (const { text, plan } of toMeasure) {
    signal.throwIfAborted();
    const gap = (why: string, allowBy: string) =>
      recorder.gap({
        ...{ boundary: "database", reason: "not-supported", allowBy },
        needs: `what a slow statement at ${address}:${asked.port} does when it is run: ${why}`,
      });
    if (!mayBeRun(text)) {
      gap(
        "by its words it may do more than read, or its values are not known",
        `Run it by hand: ${measuring[dialect]}`,
      );
      continue;
    }
    const { observedAt, ticks } = startOf(clock);
    const run = await runMeasured(session, { dialect, text, bound });
    if (run === null) {
      gap("the server does not measure it", `Run it by hand: ${measuring[dialect]}`);
      continue;
    }
    recorder.record(
      "query-plan",
      { engine: asked.engine, ...plan, measured: run },
      {
        ...{ boundary: "database", by: "probe", purpose: "context", observedAt },
        took: clock.ticks() - ticks,
        command: `${measuring[dialect]} the statement`,
      },
    );
  }
}

const dialectOf = ({ engine, serverVersion }: OpenSession): Dialect | null => {
  if (engine === "redis") return null;
  return engine === "mysql" && /mariadb/i.test(serverVersion ?? "") ? "mariadb" : engine;
};

/** One statement that is to be run. */
interface Running {
  readonly dialect: Dialect;
  readonly text: string;
  readonly bound: Ms;
}

async function runMeasured(
  session: OpenSession,
  { dialect, text, bound }: Running,
): Promise<NonNullable<QueryPlan["measured"]> | null> {
  const statement = `${measuring[dialect]} ${text.trim().replace(/;\s*$/, "")}`;
  const answer =
    dialect === "postgres"
      ? await askReadingAlone(session, statement, bound)
      : await askBounded(session, statement, { dialect, bound });
  if (answer?.kind === "complaint" && endedByBound.has(answer.complaint.code))
    return { took: null, bound, reads: [] };
  if (answer?.kind !== "rows") return null;
  const measured = measuredOf(answer.result.rows.map(([line]) => line ?? "").join("\n"));
  if (measured === null) return null;
  // MySQL and MariaDB call a table by the name that the statement gives it.
  const tableOf = aliasesOf(text);
  const named = (table: string) => (dialect === "postgres" ? table : (tableOf.get(table) ?? table));
  return { ...measured, bound, reads: measured.reads.map((read) => ({ ...read, table: named(read.table) })) };
}

/** What must be known to the server first; nothing is run without the bound. */
const settings = (dialect: "mariadb" | "mysql", bound: Ms): readonly string[] =>
  dialect === "mariadb"
    ? [`SET SESSION max_statement_time = ${bound / 1000}`]
    : [`SET SESSION max_execution_time = ${bound}`, "SET SESSION explain_json_format_version = 2"];

async function askBounded(
  session: OpenSession,
  statement: string,
  { dialect, bound }: { readonly dialect: "mariadb" | "mysql"; readonly bound: Ms },
): Promise<Answer | null> {
  for (const setting of settings(dialect, bound))
    if ((await session.ask(setting, MEASURED)).kind !== "rows") return null;
  const begun = await session.ask("START TRANSACTION READ ONLY", MEASURED);
  if (begun.kind !== "rows") return null;
  const answer = await session.ask(statement, bound + BESIDES);
  await session.ask("ROLLBACK", MEASURED);
  return answer;
}
