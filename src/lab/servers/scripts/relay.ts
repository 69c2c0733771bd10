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

interface NextHop {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Where a request goes: the one application, or where the absolute form says. RFC 9112, section 3.2.2. */
function nextHop(url: string): NextHop | null {
  if (config.to) return { ...config.to, path: url };
  if (!URL.canParse(url)) return null;
  const { hostname, port, pathname, search } = new URL(url);
  return { host: hostname.replaceAll(/[[\]]/g, ""), port: Number(port || 80), path: pathname + search };
}

const say = (answer: ServerResponse, status: number, text: string) => {
  if (answer.headersSent) answer.destroy();
  else answer.writeHead(status, { "content-type": "text/plain", via: "1.1 relay" }).end(`${text}\n`);
};

function pass(incoming: IncomingMessage, answer: ServerResponse, to: NextHop): void {
  const { method = "GET", headers } = incoming;
  const onward = request({ ...to, method, headers: { ...headers, via: "1.1 relay" }, agent: false });
  onward.setTimeout(timeout, () => {
    say(answer, 504, "Gateway timeout");
    onward.destroy();
  });
  onward.on("response", (response) => {
    const { connection: _, ...kept } = response.headers;
    answer.writeHead(response.statusCode ?? 502, { ...kept, via: "1.1 relay" });
    response.on("error", () => answer.destroy());
    response.pipe(answer);
  });
  onward.on("error", () => {
    if (!answer.writableEnded) say(answer, 502, "Bad gateway");
  });
  incoming.pipe(onward);
}

/** CONNECT: RFC 9110, section 9.3.6. */
function tunnel(incoming: IncomingMessage, client: Socket): void {
  const refuse = (line: string) =>
    client.end(`HTTP/1.1 ${line}\r\ncontent-length: 0\r\nvia: 1.1 relay\r\n\r\n`);
  client.on("error", () => client.destroy());
  if (config.hangs) return;
  if (config.answers !== undefined) {
    refuse(`${config.answers} Not Here`);
    return;
  }
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(incoming.url ?? "") ?? [];
  const server = connect({ host, port: Number(port) }, () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    client.pipe(server).pipe(client);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  });
  server.on("error", () => refuse("502 Bad Gateway"));
}

const server = createServer((incoming, answer) => {
  if (config.hangs) return;
  const to = nextHop(incoming.url ?? "/");
  if (config.answers !== undefined) say(answer, config.answers, "Not here");
  else if (to === null) say(answer, 400, "This is a forward proxy");
  else pass(incoming, answer, to);
});
server.on("connect", tunnel);
server.listen({ port: config.port, host: "::" });
