/**
 * Sessions with a database that stay, run as a process of its own: `node database-sessions.ts JSON`. See
 * `DatabaseSessionsConfig` in `../database-app.ts`.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSessionsConfig } from "../database-app.ts";
import { openSession, type Session } from "./database-client.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as DatabaseSessionsConfig;

/** Tries of a session that persists, and the time between them in milliseconds. */
const [TRIES, BETWEEN] = [6, 200];

const once = (session: Session) =>
  config.statements.reduce(async (before, statement) => {
    await before;
    const said = await session.run(statement);
    if (said !== null) process.stdout.write(`${said}\n`);
  }, Promise.resolve());

async function opened(): Promise<Session> {
  for (let tries = 1; ; tries += 1) {
    const session = openSession(config.database);
    await once(session);
    if (session.isOpen || config.persists !== true || tries === TRIES) return session;
    await sleep(BETWEEN);
  }
}

const sessions = await Promise.all(Array.from({ length: config.sessions }, opened));
process.stdout.write("all open\n");
if (config.every === undefined) setInterval(() => {}, 60_000);
else
  for (;;) {
    await sleep(config.every);
    await Promise.all(sessions.map(once));
  }
