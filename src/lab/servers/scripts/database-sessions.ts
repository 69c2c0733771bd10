/**
 * Sessions with a database that stay, run as a process of its own: `node database-sessions.ts JSON`. See
 * `DatabaseSessionsConfig` in `../database-app.ts`.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSessionsConfig } from "../database-app.ts";
import { openSession } from "./database-client.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as DatabaseSessionsConfig;

const sessions = Array.from({ length: config.sessions }, () => openSession(config.database));
const once = (session: (typeof sessions)[number]) =>
  config.statements.reduce(async (before, statement) => {
    await before;
    const said = await session.run(statement);
    if (said !== null) process.stdout.write(`${said}\n`);
  }, Promise.resolve());
await Promise.all(sessions.map(once));
process.stdout.write("all open\n");
if (config.every === undefined) setInterval(() => {}, 60_000);
else
  for (;;) {
    await sleep(config.every);
    await Promise.all(sessions.map(once));
  }
