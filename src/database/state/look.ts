import { hostPort } from "../../base/index.ts";
import { type QueryPlan, startOf } from "../../evidence/index.ts";
import type { ProbeContext } from "../../probe/index.ts";
import type { DatabaseAsked } from "../asked.ts";
import { sampleMysql } from "../mysql/state.ts";
import { nameOf } from "../name-of.ts";
import { samplePostgres } from "../postgres/state.ts";
import { sampleRedis } from "../redis/state.ts";
import type { OpenSession } from "../try.ts";
import { LONG, type Sample } from "./collected.ts";
import { explain } from "./explain.ts";
import { lookPastPools } from "./pool-server.ts";
import { readPools } from "./pools.ts";

const sampleOf = { postgres: samplePostgres, mysql: sampleMysql, redis: sampleRedis } as const;

/** Plans of one run. */
const MOST_PLANS = 3;

/** Where a look goes, and what earlier ones of the run have seen. */
export interface StateLook {
  readonly session: OpenSession;
  readonly asked: DatabaseAsked;
  readonly address: string;
  /** What is asked runs on this very host; not known to, unless given. */
  readonly isHere?: boolean;
  /** The pool of a pooler's console that is looked for, `database/user`; left out for none. */
  readonly pool?: string;
  /** Digests whose plans are known; looks add to it. */
  readonly explained: Set<string>;
  /** What was explained and is to be run once more for its plan; looks add to it. Left out where that is not allowed. */
  readonly toMeasure?: Explained[];
}

/** A statement, which stays in memory, and its plan. */
export interface Explained {
  readonly text: string;
  readonly plan: Omit<QueryPlan, "engine">;
}

/** One sample of a database's state, with the plans of what runs long. @returns Whether it answered. */
export async function lookAtState(look: StateLook, context: ProbeContext): Promise<boolean> {
  const { session, asked, address } = look;
  const { clock, recorder } = context;
  const { engine, port } = asked;
  const { observedAt, ticks } = startOf(clock);
  const details = () => ({
    ...({ boundary: "database", by: "observed", purpose: "context", observedAt } as const),
    took: clock.ticks() - ticks,
  });
  const source = hostPort(address, port);
  if (session.through === "pooler" && session.ownId === null && engine === "postgres") {
    const pools = await readPools(session);
    if (pools === null) return false;
    const seen = await lookPastPools(pools, look, context);
    recorder.record("pool-state", { source, pools: seen }, { ...details(), command: consoleCommand(look) });
    return true;
  }
  const sample = await sampleOf[engine](session);
  if (sample === null) {
    recorder.gap({
      boundary: "database",
      needs: `the state of ${source}`,
      reason: "unreachable",
      allowBy: "let the user that asks read the database's own statistics",
    });
    return false;
  }
  for (const { needs, allowBy } of sample.gaps)
    recorder.gap({ boundary: "database", needs: `${needs}, at ${source}`, reason: "permission", allowBy });
  recorder.record(
    "database-state",
    { engine, address, port, ...sample.state, version: nameOf(sample.state.version) },
    { ...details(), command: commandOf[engine] },
  );
  await explainSlow(sample, look, context);
  return true;
}

/** What a person would type to see the pools of a pooler. */
export const consoleCommand = ({ asked, address }: Pick<StateLook, "asked" | "address">): string =>
  `psql -h ${address} -p ${asked.port} -U ${asked.user} pgbouncer -c 'SHOW POOLS' -c 'SHOW DATABASES'`;

const commandOf = {
  postgres: "psql -c 'SELECT * FROM pg_stat_activity'",
  mysql: "mysql -e 'SHOW FULL PROCESSLIST; SELECT * FROM information_schema.INNODB_TRX'",
  redis: "redis-cli INFO",
} as const;

async function explainSlow(
  { clients }: Sample,
  { session, asked, explained, toMeasure }: StateLook,
  { clock, recorder }: ProbeContext,
): Promise<void> {
  for (const { state, inQuery, text, digest, database } of clients) {
    const isSlow = state === "active" && (inQuery ?? 0) >= LONG;
    if (!isSlow || text === null || digest === null || explained.has(digest) || explained.size >= MOST_PLANS)
      continue;
    // The plan of a statement of another database cannot be had from this one.
    if (
      asked.engine === "postgres" ? database !== (asked.database ?? asked.user) : database !== asked.database
    )
      continue;
    explained.add(digest);
    const { observedAt, ticks } = startOf(clock);
    const plan = await explain(session, text);
    if (plan === null) continue;
    toMeasure?.push({ text, plan });
    recorder.record(
      "query-plan",
      { engine: asked.engine, ...plan },
      {
        ...{ boundary: "database", by: "observed", purpose: "context", observedAt },
        took: clock.ticks() - ticks,
        command:
          asked.engine === "postgres"
            ? "EXPLAIN (FORMAT JSON) the statement"
            : "EXPLAIN FORMAT=JSON the statement",
      },
    );
  }
}
