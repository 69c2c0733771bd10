/**
 * Workers that hold on to a session with PostgreSQL each, run as their own process: `node database-storm.ts JSON`. See
 * `DatabaseStormConfig` in `../database-storm.ts`.
 *
 * @module
 */
import { appendFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseStormConfig } from "../database-storm.ts";

/** No worker waits longer than this before it tries again. */
const MOST_MS = 10_000;
/** Version 3.0 of the protocol. PostgreSQL, 55.7 "Message Formats". */
const VERSION = 196_608;

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as DatabaseStormConfig;
const { database, workers, statement, patience, pause, backsOff, log } = config;

const text = (...words: readonly string[]) => Buffer.from(words.map((word) => `${word}\0`).join(""));
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}
const version = Buffer.alloc(4);
version.writeUInt32BE(VERSION);
const names = ["user", database.user, "database", database.name, "application_name", "worker", ""];
const startup = message("", Buffer.concat([version, text(...names)]));

/** One session, from its first message to its end: why it was not had, or `null` once one that was had has ended. */
const live = () =>
  new Promise<string | null>((resolve) => {
    const socket = connect({ host: database.host, port: database.port });
    let [read, steps, why] = [
      Buffer.alloc(0),
      0,
      "the server closed the connection unexpectedly" as string | null,
    ];
    const end = (reason: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reason);
    };
    const timer = setTimeout(() => end(`timed out after ${patience} ms`), patience);
    socket.write(startup);
    socket.on("error", ({ message: said }) => end(steps < 2 ? said : null));
    socket.on("close", () => end(why));
    socket.on("data", (chunk) => {
      read = Buffer.concat([read, chunk]);
      while (read.length >= 5 && read.length > read.readUInt32BE(1)) {
        const [type, body] = [String.fromCharCode(read[0] ?? 0), read.subarray(5, read.readUInt32BE(1) + 1)];
        read = read.subarray(read.readUInt32BE(1) + 1);
        if (type === "R" && body.readUInt32BE(0) === 3) socket.write(message("p", text(database.password)));
        if (type === "E" && steps < 2) end(errorOf(body));
        if (type !== "Z") continue;
        steps++;
        if (steps === 1) socket.write(message("Q", text(statement)));
        else {
          clearTimeout(timer);
          why = null;
        }
      }
    });
  });

/** Severity and text of an ErrorResponse. */
function errorOf(body: Buffer): string {
  const fields = body.toString("utf8").split("\0");
  const field = (type: string) => fields.find((known) => known.startsWith(type))?.slice(1) ?? "";
  return `${field("S")}: ${field("M")}`;
}

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
