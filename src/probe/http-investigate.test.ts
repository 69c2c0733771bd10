import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { askedFor } from "../../test/http-records.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder, type RequestAsked } from "../evidence/index.ts";
import { exchangeHttp, type HttpAsk } from "./http-exchange.ts";
import { investigateHttp } from "./http-investigate.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** Makes a request and investigates it: the variants as `method path-or-what-else`. */
async function investigate(server: Server, changes: Partial<HttpAsk> = {}, more: Partial<RequestAsked> = {}) {
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const dial = async () => {
    const stream = connect(port, "127.0.0.1");
    await once(stream, "connect");
    return { stream, protocol: "http/1.1" as const };
  };
  const recorder = createRecorder("test");
  const context = { clock: systemClock, signal: new AbortController().signal, timeout: 2000, recorder };
  const ask: HttpAsk = {
    stream: (await dial()).stream,
    protocol: "http/1.1",
    scheme: "http",
    address: "127.0.0.1",
    port,
    host: "shop.example",
    path: "/api?token=secret",
    method: "GET",
    headers: [["cookie", "secret"]],
    bodyOctets: 0,
    absoluteForm: false,
    onConnection: 1,
    idleBefore: 0,
    ...changes,
  };
  const reference = await exchangeHttp(ask, { ...context, purpose: "reference", attempt: 1 });
  const asked = { ...askedFor, port, ...more };
  const records = await investigateHttp(
    { reference: [reference], asked, path: ask.path, headers: [["x-tenant", "a"]], dial },
    { ...context, purpose: "difference" },
  );
  return records.map(({ value, purpose, attempt }) => {
    expect([purpose, attempt]).toEqual(["difference", null]);
    const { pathname } = new URL(value.url);
    const path = pathname.replace(/\.faultline-\w+/, "*");
    return [
      value.method,
      path,
      value.requestBodyOctets || null,
      value.preamble === "none" ? null : value.preamble,
    ]
      .filter((part) => part !== null)
      .join(" ");
  });
}

const node = (listener: RequestListener) => createHttpServer(listener);
const status = (code: number) => node((_, answer) => answer.writeHead(code).end());

test.each([
  [200, []],
  [404, ["GET /api/*", "GET /"]],
  [403, []],
  [413, ["OPTIONS /api 16", "OPTIONS /api 16"]],
  [431, ["GET /api"]],
  [429, ["GET /api", "GET /api/*", "GET /"]],
  [502, ["GET /api/*", "GET /"]],
  [504, ["GET /api/*", "GET /", "OPTIONS /api"]],
])("investigateHttp() after %i tries %j", async (code, expected) => {
  expect(await investigate(status(code))).toEqual(expected);
});

test("investigateHttp() sends no method that changes something, and nothing of the caller's", async () => {
  const seen: string[] = [];
  const server = node((request, answer) => {
    seen.push(`${request.method} ${"cookie" in request.headers}`);
    answer.writeHead(502).end();
  });
  await investigate(server, { method: "DELETE" });
  expect(seen).toEqual(["DELETE true", "GET false", "GET false"]);
});

test.each([
  [413, ["POST /api 16", "POST /api 16"]],
  [431, ["POST /api 40"]],
  [429, ["POST /api 40", "GET /api/*", "GET /"]],
  [502, ["GET /api/*", "GET /"]],
])("investigateHttp() after %i repeats what may be repeated: %j", async (code, expected) => {
  const fields: unknown[] = [];
  const server = node((request, answer) => {
    fields.push(request.headers["x-tenant"]);
    answer.writeHead(code).end();
  });
  expect(await investigate(server, { method: "POST", bodyOctets: 40 }, { mayRepeat: true })).toEqual(
    expected,
  );
  // The reference has none of it here; what is smaller in its head has none either.
  const whole = expected.filter((variant) => variant.startsWith("POST") && code !== 431).length;
  expect(fields.filter((value) => value === "a")).toHaveLength(whole);
});

test("investigateHttp() tries a PROXY header where the connection is closed unanswered", async () => {
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (octets: Buffer) => {
      const line = octets.toString().split("\r\n")[0] ?? "";
      seen.push(line);
      socket.end(line.startsWith("PROXY ") ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : "");
    });
  });
  expect(await investigate(server)).toEqual(["GET /api", "GET /api proxy-v1"]);
  expect(seen.at(-1)).toMatch(/^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+$/);
});

test("investigateHttp() makes one variant only where each would wait long", async () => {
  const server = node((_, answer) => answer.writeHead(502).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  const { port } = server.address() as AddressInfo;
  const stream = connect(port, "127.0.0.1");
  await once(stream, "connect");
  const recorder = createRecorder("test");
  const context = {
    clock: systemClock,
    signal: new AbortController().signal,
    timeout: 2000,
    recorder,
    purpose: "difference",
  } as const;
  const request = {
    stream,
    protocol: "http/1.1",
    scheme: "http",
    address: "127.0.0.1",
    port,
    host: "shop.example",
    path: "/api",
    method: "GET",
    headers: [],
    bodyOctets: 0,
    absoluteForm: false,
    onConnection: 1,
    idleBefore: 0,
  } as const;
  const made = await exchangeHttp(request, context);
  const late = { ...made, value: { ...made.value, phases: { firstByte: 20_000, transfer: 0 } } };
  const dial = async () => {
    const again = connect(port, "127.0.0.1");
    await once(again, "connect");
    return { stream: again, protocol: "http/1.1" as const };
  };
  expect(
    await investigateHttp(
      { reference: [late], asked: { ...askedFor, port }, path: "/api", headers: [], dial },
      context,
    ),
  ).toHaveLength(1);
});
