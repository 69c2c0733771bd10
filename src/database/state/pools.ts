import { oneLine } from "../../base/index.ts";
import type { PoolState } from "../../evidence/index.ts";
import { recordsOf } from "../postgres/ask-reading.ts";
import type { Answer, OpenSession } from "../try.ts";
import { numberOf } from "./collected.ts";

const MOST_WAIT = 3_000;

/** Characters of a pool's name: of a database's and a user's, 63 each. PostgreSQL, 4.1.1. */
const MOST_NAME = 160;

/** Pools of one record. */
const MOST_POOLS = 200;

/** What is asked of pgbouncer's own console. pgbouncer(5), "Admin console". */
export const poolerCommands = ["SHOW POOLS", "SHOW DATABASES"] as const;

/** The pools of a session at pgbouncer's own console; `null` where it does not tell. */
export async function readPools(session: OpenSession): Promise<Omit<PoolState, "source"> | null> {
  const pools = await session.ask("SHOW POOLS", MOST_WAIT);
  if (pools.kind !== "rows") return null;
  const databases = await session.ask("SHOW DATABASES", MOST_WAIT);
  const limits = new Map(rows(databases).map((row) => [row["name"], numberOf(row["pool_size"])]));
  return {
    pools: rows(pools)
      .filter((row) => row["database"] !== "pgbouncer")
      .slice(0, MOST_POOLS)
      .map((row) => {
        const longest = numberOf(row["maxwait"]);
        const micros = numberOf(row["maxwait_us"]) ?? 0;
        const waiting = numberOf(row["cl_waiting"]) ?? 0;
        return {
          name: oneLine(`${row["database"] ?? ""}/${row["user"] ?? ""}`, MOST_NAME),
          active: numberOf(row["sv_active"]) ?? 0,
          idle: (numberOf(row["sv_idle"]) ?? 0) + (numberOf(row["sv_used"]) ?? 0),
          limit: limits.get(row["database"] ?? "") ?? null,
          waiting,
          longestWait: longest === null || waiting === 0 ? null : longest * 1000 + micros / 1000,
        };
      }),
  };
}

const rows = (answer: Answer) => (answer.kind === "rows" ? recordsOf(answer.result) : []);
