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
export async function readPools(session: OpenSession): Promise<PoolState["pools"] | null> {
  const pools = await session.ask("SHOW POOLS", MOST_WAIT);
  if (pools.kind !== "rows") return null;
  const databases = await session.ask("SHOW DATABASES", MOST_WAIT);
  const byName = new Map(rows(databases).map((row) => [row["name"], row]));
  return rows(pools)
    .filter((row) => row["database"] !== "pgbouncer")
    .slice(0, MOST_POOLS)
    .map((row) => {
      const longest = numberOf(row["maxwait"]);
      const micros = numberOf(row["maxwait_us"]) ?? 0;
      const waiting = numberOf(row["cl_waiting"]) ?? 0;
      const opening = numberOf(row["sv_login"]);
      const database = byName.get(row["database"] ?? "");
      const port = numberOf(database?.["port"]);
      return {
        name: oneLine(`${row["database"] ?? ""}/${row["user"] ?? ""}`, MOST_NAME),
        active: numberOf(row["sv_active"]) ?? 0,
        idle: (numberOf(row["sv_idle"]) ?? 0) + (numberOf(row["sv_used"]) ?? 0),
        limit: numberOf(database?.["pool_size"]),
        waiting,
        longestWait: longest === null || waiting === 0 ? null : longest * 1000 + micros / 1000,
        ...(opening === null ? {} : { opening }),
        ...(database?.["paused"] === "1" ? { isPaused: true as const } : {}),
        ...(port === null ? {} : { server: serverOf(database?.["host"] ?? "", port) }),
      };
    });
}

/** Characters of a host's name. RFC 1035, section 2.3.4. */
const MOST_HOST = 255;

const serverOf = (host: string, port: number) => ({
  host: oneLine(host, MOST_HOST),
  port,
  connect: null,
  holdsForPooler: false,
});

const rows = (answer: Answer) => (answer.kind === "rows" ? recordsOf(answer.result) : []);
