/**
 * A web application with a pool of database connections, run as a process of its own: `node database-app.ts JSON`. See
 * `DatabaseAppConfig` in `../database-app.ts`.
 *
 * @module
 */
import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { DatabaseAppConfig } from "../database-app.ts";
import { openSession, type Session } from "./database-client.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as DatabaseAppConfig;

const idle: Session[] = [];
const waiting: ((session: Session) => void)[] = [];
let open = 0;

/** A free connection, a new one, or after a while none. */
function take(): Promise<Session | null> {
  for (let free = idle.pop(); free; free = idle.pop()) {
    if (free.isOpen) return Promise.resolve(free);
    open -= 1;
  }
  if (open < config.pool) {
    open += 1;
    return Promise.resolve(openSession(config.database));
  }
  return new Promise((resolve) => {
    const wait = (session: Session) => {
      clearTimeout(timer);
      resolve(session);
    };
    const timer =
      config.patience === undefined
        ? undefined
        : setTimeout(() => {
            waiting.splice(waiting.indexOf(wait), 1);
            resolve(null);
          }, config.patience);
    waiting.push(wait);
  });
}

function give(session: Session): void {
  const next = waiting.shift();
  if (session.isOpen) next ? next(session) : void idle.push(session);
  else if (next) next(openSession(config.database));
  else open -= 1;
}

/** Runs the request's statement: `null`, or what went wrong. */
async function work(): Promise<string | null> {
  const session = await take();
  if (session === null) return `timed out after ${config.patience} ms waiting for a connection from the pool`;
  const said = await session.run(config.statement);
  give(session);
  return said;
}

/** One line of its log. */
function note(
  { method, url }: IncomingMessage,
  event: { readonly status?: number; readonly took?: number; readonly error?: string },
): void {
  const now = new Date();
  const { status, took, error } = event;
  const level = error === undefined ? [30, "INFO"] : [50, "ERROR"];
  const milliseconds = took === undefined ? undefined : Math.round(took);
  const message =
    error !== undefined
      ? `database: ${error}`
      : status === undefined
        ? "incoming request"
        : "request completed";
  const line =
    config.log.form === "json"
      ? JSON.stringify({
          ...{ level: level[0], time: now.getTime(), pid: process.pid, req: { method, url } },
          ...(status === undefined ? {} : { res: { statusCode: status }, responseTime: milliseconds }),
          msg: message,
        })
      : `${now.toISOString()} ${level[1]} ${method} ${url} ${
          error !== undefined
            ? message
            : status === undefined
              ? "started"
              : `${status} completed in ${milliseconds}ms`
        }`;
  appendFileSync(config.log.file, `${line}\n`);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = performance.now();
  note(request, {});
  const error = await work();
  if (error !== null) note(request, { error });
  const status = error === null ? 200 : 500;
  response.writeHead(status, { "content-type": "text/plain" });
  response.end(error === null ? "well\n" : "Internal Server Error\n");
  note(request, { status, took: performance.now() - began });
}

createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
}).listen({ port: config.port, host: "::" });
