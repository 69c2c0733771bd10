/**
 * A small web server for the lab, run as its own process: `node web.ts JSON`. See `WebConfig` in `../web.ts`.
 *
 * @module
 */
import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ServerOptions } from "node:https";
import { flushCompileCache } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebConfig } from "../web.ts";
import { endAtTerm } from "./web-shutdown.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as WebConfig;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (ending !== null && path === config.shutdown?.readiness)
    return void response.writeHead(ending.isReady() ? 200 : 503).end();
  const route = config.routes?.[path] ?? config.routes?.["*"] ?? { status: 200, body: "well\n" };
  if (route.delay) await sleep(route.delay);
  if (route.act === "reset") return void request.socket.resetAndDestroy();
  if (route.act === "hang") return;
  // Whole requests are read first: an answer before the body's end would be another fault.
  for await (const _ of request);
  const body = route.octets ? Buffer.alloc(route.octets, "x") : Buffer.from(route.body ?? "");
  response.writeHead(route.status ?? 200, {
    "content-type": "text/plain",
    ...(route.act === "chunk-and-cut" ? {} : { "content-length": body.length + (route.missingOctets ?? 0) }),
    ...route.headers,
  });
  if (route.act === "chunk-and-cut" || route.missingOctets) {
    response.write(body);
    await sleep(route.pause ?? 20);
    request.socket.destroySoon();
    return;
  }
  if (route.pause) {
    response.write(body.subarray(0, body.length >> 1));
    await sleep(route.pause);
    response.end(body.subarray(body.length >> 1));
    return;
  }
  response.end(body);
}

/** One line of its log; times as the frameworks that write like this have them. */
function lineOf(
  { method, url, headers, socket }: IncomingMessage,
  { statusCode }: ServerResponse,
  took: number,
) {
  const now = new Date();
  const from = socket.remoteAddress ?? "-";
  if (config.log?.form === "json")
    return `${JSON.stringify({
      ...{ level: statusCode < 500 ? 30 : 50, time: now.getTime(), pid: process.pid },
      ...{ req: { method, url, remoteAddress: from }, res: { statusCode } },
      ...{ responseTime: Math.round(took), msg: "request completed" },
    })}\n`;
  if (config.log?.form === "words")
    return `${now.toISOString()} INFO ${method} ${url} ${statusCode} completed in ${Math.round(took)}ms\n`;
  const [day, month] = [`${now.getUTCDate()}`.padStart(2, "0"), now.toUTCString().slice(8, 11)];
  const at = `${day}/${month}/${now.getUTCFullYear()}:${now.toISOString().slice(11, 19)} +0000`;
  const agent = headers["user-agent"] ?? "-";
  return `${from} - - [${at}] "${method} ${url} HTTP/1.1" ${statusCode} 5 "-" "${agent}" ${Math.round(took * 1_000)}\n`;
}

const listener = (request: IncomingMessage, response: ServerResponse) => {
  // A client that goes away in the middle is no business of this server.
  const began = performance.now();
  const note = () => {
    // A request that is dropped or never answered has not ended.
    if (config.log && response.writableEnded && request.url !== config.shutdown?.readiness)
      appendFileSync(config.log.file, lineOf(request, response, performance.now() - began));
  };
  serve(request, response).then(note, () => response.destroy());
};

const tls: ServerOptions | null = config.tls
  ? { ...config.tls, keepAliveTimeout: config.keepAlive ?? 5_000 }
  : null;
// Loaded where needed: with TLS and HTTP/2 a Node takes three times as long to start.
const server =
  tls && config.http2
    ? (await import("node:http2")).createSecureServer(
        { ...tls, allowHTTP1: true } as never,
        listener as never,
      )
    : tls
      ? (await import("node:https")).createServer(tls, listener)
      : createServer({ keepAliveTimeout: config.keepAlive ?? 5_000 }, listener);
server.on("tlsClientError", () => {});
// Of `Server` in `node:http`, which the others are as well.
const ending = endAtTerm(server as never, config);
server.listen({ port: config.port, host: config.address ?? "::", backlog: config.backlog ?? 511 });
// It ends by a signal: what it has compiled is kept for the next one now or never.
server.on("listening", flushCompileCache);
