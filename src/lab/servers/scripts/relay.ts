/**
 * A small HTTP proxy for the lab, run as its own process: `node relay.ts JSON`. See `RelayConfig` in `../relay.ts`.
 *
 * @module
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { RelayConfig } from "../relay.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as RelayConfig;
const timeout = config.timeout ?? 30_000;

/** Where a request goes: the one application, or where the absolute form says. RFC 9112, section 3.2.2. */
function nextHop(url: string): { readonly host: string; readonly port: number; readonly path: string } {
  if (config.to) return { ...config.to, path: url };
  const { hostname, port, pathname, search } = new URL(url);
  return { host: hostname.replaceAll(/[[\]]/g, ""), port: Number(port || 80), path: pathname + search };
}

function pass(incoming: IncomingMessage, answer: ServerResponse): void {
  if (config.hangs) return;
  const fail = (status: number, text: string) => {
    if (answer.headersSent) return void answer.destroy();
    answer.writeHead(status, { "content-type": "text/plain", via: "1.1 relay" }).end(`${text}\n`);
  };
  if (config.answers !== undefined) return fail(config.answers, "Not here");
  let to: ReturnType<typeof nextHop>;
  try {
    to = nextHop(incoming.url ?? "/");
  } catch {
    return fail(400, "This is a forward proxy");
  }
  const { method = "GET", headers } = incoming;
  const onward = request({ ...to, method, headers: { ...headers, via: "1.1 relay" }, agent: false });
  onward.setTimeout(timeout, () => {
    fail(504, "Gateway timeout");
    onward.destroy();
  });
  onward.on("response", (response) => {
    const { connection: _, ...kept } = response.headers;
    answer.writeHead(response.statusCode ?? 502, { ...kept, via: "1.1 relay" });
    response.on("error", () => answer.destroy());
    response.pipe(answer);
  });
  onward.on("error", () => fail(502, "Bad gateway"));
  incoming.pipe(onward);
}

/** CONNECT: RFC 9110, section 9.3.6. */
function tunnel(incoming: IncomingMessage, client: Socket): void {
  client.on("error", () => client.destroy());
  if (config.hangs) return;
  const say = (line: string) => client.end(`HTTP/1.1 ${line}\r\ncontent-length: 0\r\nvia: 1.1 relay\r\n\r\n`);
  if (config.answers !== undefined) return void say(`${config.answers} Not Here`);
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(incoming.url ?? "") ?? [];
  const server = connect({ host, port: Number(port) }, () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    client.pipe(server).pipe(client);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  });
  server.on("error", () => say("502 Bad Gateway"));
}

const server = createServer(pass);
server.on("connect", tunnel);
server.listen({ port: config.port, host: "::" });
