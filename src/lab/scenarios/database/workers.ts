import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../draw.ts";
import { type DatabaseStormConfig, type Postgres, startDatabaseStorm } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import type { Stack } from "./stack.ts";

/** pg_hba.conf for a store with workers: their role sends its password in the clear. */
export const workersRules = ({ other }: Stack): readonly string[] => [
  `host all "${other}" 0.0.0.0/0 password`,
  "host all all 0.0.0.0/0 scram-sha-256",
];

/** Of `max_connections` PostgreSQL keeps these for superusers. */
export const RESERVED = 3;

const LOOKS = 160;

/** Starts workers beside the application, which log into its log. */
export const startWorkers = (
  stack: Stack,
  config: Pick<DatabaseStormConfig, "workers" | "statement" | "backsOff" | "log">,
  draw: Draw,
): Promise<Server> =>
  startDatabaseStorm(stack.site.app, {
    ...{ database: stack.client({ user: stack.other }), patience: 500 },
    ...{ pause: draw.integer(250, 400), ...config },
  });

/**
 * A statement for new sessions that takes the longer the more of them are at it, as one that fills a cold cache does: 50 ms for
 * one alone, half a minute for many.
 */
export async function warmUp(postgres: Postgres, { other, name }: Stack, draw: Draw): Promise<string> {
  const called = draw.label();
  await postgres.sql(
    `CREATE FUNCTION "${called}"() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
SELECT pg_sleep(CASE WHEN count(*) < 5 THEN 0.05 * count(*) ^ 2 ELSE 25 + 25 * random() END) FROM pg_stat_activity WHERE usename = '${other}' AND state = 'active' $$;`,
    name,
  );
  return `SELECT "${called}"()`;
}

/** The workers' sessions, and how many of them are at work; `null` where the database gave no answer. */
export type Count = () => Promise<{ readonly sessions: number; readonly working: number } | null>;

/** Counts them in PostgreSQL. */
export const countIn =
  (postgres: Postgres, { other }: Stack): Count =>
  async () => {
    // While many log in, a reserved connection is not had at once.
    const counted = await postgres
      .sql(
        `SELECT count(*), count(*) FILTER (WHERE state = 'active') FROM pg_stat_activity WHERE usename = '${other}'`,
      )
      .catch(() => "");
    const [sessions = 0, working = 0] = counted.trim().split("|").map(Number);
    return counted === "" ? null : { sessions, working };
  };

/** Looks in a row that have to say so: what is full for a moment empties by itself. */
const STEADY = 8;

/** Waits until each worker has its session, and none of them is at work. */
export const untilCalm = (count: Count, workers: number): Promise<void> =>
  until(count, ({ sessions, working }) => sessions >= workers && working === 0);

/** Waits until workers have every connection but the reserved ones, most of them at work, and keep them; one or two just change hands. */
export const untilFull = (count: Count, room: number): Promise<void> =>
  until(count, ({ sessions, working }) => sessions >= room - 2 && working > 0.7 * room, STEADY);

async function until(
  count: Count,
  isThere: (now: { readonly sessions: number; readonly working: number }) => boolean,
  inRow = 1,
): Promise<void> {
  let seen = 0;
  for (let look = 0; look < LOOKS; look++) {
    const now = await count();
    // Where it is full it may have no room for who counts: no word against it.
    if (now !== null) seen = isThere(now) ? seen + 1 : 0;
    if (seen >= inRow) return;
    await sleep(250);
  }
  throw new Error("The workers never come to where they should be");
}
