import type { QueryPlan } from "../../evidence/index.ts";
import { tableFacts as tablesInMysql } from "../mysql/statements.ts";
import { askReading, askReadingAlone, beginReading, rowsOf } from "../postgres/ask-reading.ts";
import { tableFacts as tablesInPostgres } from "../postgres/statements.ts";
import type { Answer, OpenSession } from "../try.ts";
import {
  aliasesOf,
  describePlan,
  type PlanSeen,
  planOfMysql,
  planOfPostgres,
  tablesOf,
} from "./plan-json.ts";
import { digestOf, mayBeExplained } from "./statement-text.ts";

/** A text as long as this was cut by our own look at it. */
const CUT_AT = 4096;

/** What PostgreSQL keeps of a text, its default less one; what is as long may be cut. */
const CUT_BY_SERVER = 1023;

const MOST_WAIT = 3_000;

/** How the engine would run a statement that only reads; `null` where it does not say. Nothing is run. */
export async function explain(session: OpenSession, text: string): Promise<Omit<QueryPlan, "engine"> | null> {
  const digest = digestOf(text);
  const isCut =
    text.length >= CUT_AT || (session.engine === "postgres" && Buffer.byteLength(text) === CUT_BY_SERVER);
  if (digest === null || !mayBeExplained(text) || isCut || session.engine === "redis") return null;
  const seen = session.engine === "postgres" ? await byPostgres(session, text) : await byMysql(session, text);
  if (seen === null) return null;
  const names = [...new Set(seen.reads.map(({ table }) => table))].slice(0, 20);
  if (names.length === 0) return { digest, cost: seen.cost, fullScans: [] };
  const facts =
    session.engine === "postgres"
      ? await askReading(session, tablesInPostgres(names))
      : await session.ask(tablesInMysql(names), MOST_WAIT);
  return { digest, ...describePlan(seen, tablesOf(rowsOf(facts))) };
}

const textOf = (answer: Answer): string | null =>
  answer.kind === "rows" ? answer.result.rows.map(([line]) => line ?? "").join("\n") : null;

async function byPostgres(session: OpenSession, text: string): Promise<PlanSeen | null> {
  const bare = text.trim().replace(/;\s*$/, "");
  const parameters = parametersOf(bare);
  const plan =
    parameters === 0
      ? textOf(await askReadingAlone(session, `EXPLAIN (FORMAT JSON) ${bare}`))
      : await genericPlan(session, bare, parameters);
  return plan === null ? null : planOfPostgres(plan);
}

/** Parameters that a statement may have; PostgreSQL itself takes 65,535. */
const MOST_PARAMETERS = 200;

const parametersOf = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/\$(\d{1,5})\b/g)].map(([, number]) => Number(number)));

/** The plan for any values: of a statement that is prepared for it, and given up at once. PostgreSQL 12 and later. */
async function genericPlan(session: OpenSession, text: string, parameters: number): Promise<string | null> {
  if (parameters > MOST_PARAMETERS) return null;
  const { begun, prepared, plan } = await prepare(session, text, Array(parameters).fill("NULL").join(", "));
  if (prepared) await session.ask("DEALLOCATE faultline_plan", MOST_WAIT);
  if (begun) await session.ask("ROLLBACK", MOST_WAIT);
  return plan;
}

async function prepare(session: OpenSession, text: string, values: string) {
  const begin = await session.ask(beginReading("SET LOCAL plan_cache_mode = force_generic_plan"), MOST_WAIT);
  if (begin.kind !== "rows") return { begun: true, prepared: false, plan: null };
  const ready = await session.askOne(`PREPARE faultline_plan AS ${text}`, MOST_WAIT);
  if (ready.kind !== "rows") return { begun: true, prepared: false, plan: null };
  const plan = await session.ask(`EXPLAIN (FORMAT JSON) EXECUTE faultline_plan (${values})`, MOST_WAIT);
  // A transaction that failed takes no DEALLOCATE; its end does not give the statement up either.
  if (plan.kind === "complaint") await session.ask("ROLLBACK", MOST_WAIT);
  return { begun: plan.kind === "rows", prepared: plan.kind !== "ended", plan: textOf(plan) };
}

async function byMysql(session: OpenSession, text: string): Promise<PlanSeen | null> {
  await session.ask("START TRANSACTION READ ONLY", MOST_WAIT);
  const plan = textOf(
    await session.ask(`EXPLAIN FORMAT=JSON ${withValues(text.trim().replace(/;\s*$/, ""))}`, MOST_WAIT),
  );
  await session.ask("ROLLBACK", MOST_WAIT);
  const seen = plan === null ? null : planOfMysql(plan);
  // It calls a table by the name that the statement gives it.
  const tableOf = aliasesOf(text);
  return (
    seen && {
      ...seen,
      reads: seen.reads.map((read) => ({ ...read, table: tableOf.get(read.alias) ?? read.table })),
    }
  );
}

/** A prepared statement is shown with `?` for its values. A text in their place is taken for a column of any type. */
const withValues = (text: string): string =>
  text.replace(/'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`[^`]*`|\?/g, (part) =>
    part === "?" ? "'1'" : part,
  );
