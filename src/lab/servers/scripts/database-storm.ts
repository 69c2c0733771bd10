/**
 * Workers that hold on to a session with a database each, run as their own process: `node database-storm.ts JSON`. See
 * `DatabaseStormConfig` in `../database-storm.ts`.
 *
 * @module
 */
import { appendFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseStormConfig } from "../database-storm.ts";
import { talkMysql, talkPostgres } from "./storm-session.ts";

/** No worker waits longer than this before it tries again. */
const MOST_MS = 10_000;
// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as DatabaseStormConfig;
const { database, workers, patience, pause, backsOff, log } = config;

/** One session, from its first message to its end: why it was not had, or `null` once one that was had has ended. */
const live = () =>
  new Promise<string | null>((resolve) => {
    const socket = connect({ host: database.host, port: database.port });
    const talk = database.kind === "postgres" ? talkPostgres(config) : talkMysql(config);
    let why: string | null = "the server closed the connection unexpectedly";
    const end = (reason: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reason);
    };
    const timer = setTimeout(() => end(`timed out after ${patience} ms`), patience);
    for (const said of talk.opening) socket.write(said);
    socket.on("error", ({ message: said }) => end(why === null ? null : said));
    socket.on("close", () => end(why));
    socket.on("data", (chunk) => {
      // What a server says when it ends a session that was had is no reason.
      if (why === null) return;
      const { say, failed, isOpen } = talk.read(chunk);
      for (const said of say) socket.write(said);
      if (failed !== undefined) end(failed);
      if (isOpen !== true) return;
      clearTimeout(timer);
      why = null;
    });
  });

function note(error: string, wait: number): void {
  const now = new Date();
  const said = `connection to database failed: ${error}; retrying connection in ${Math.round(wait)}ms`;
  const line =
    log.form === "json"
      ? JSON.stringify({ level: 50, time: now.getTime(), pid: process.pid, msg: said })
      : `${now.toISOString()} ERROR ${said}`;
  appendFileSync(log.file, `${line}\n`);
}

async function insist(): Promise<void> {
  for (let range = pause; ; ) {
    const failed = await live();
    if (failed === null) {
      range = pause;
      if (backsOff) await sleep(Math.random() * 24 * patience);
      continue;
    }
    const wait = backsOff ? range * (0.5 + Math.random()) : pause;
    note(failed, wait);
    await sleep(wait);
    if (backsOff) range = Math.min(2 * range, MOST_MS);
  }
}

for (let worker = 0; worker < workers; worker++) {
  void insist();
  await sleep(patience / 4);
}
process.stdout.write("all begun\n");
