import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localVantage } from "../../vantage/index.ts";
import type { ProxyRequest } from "../request.ts";
import { isLeftOut } from "../testing/left-out.ts";
import { send, startBackend, startProgram, unusedPort } from "../testing/real.ts";
import { configuration } from "./against-haproxy-configuration.ts";
import { evaluateHaproxy } from "./evaluate.ts";
import { type LoadedHaproxy, loadHaproxy } from "./load.ts";

/** What is asked: path, and what else is not usual. */
interface Asked {
  readonly path: string;
  readonly host?: string;
  readonly address?: string;
  readonly method?: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Which of the three ports. */
  readonly port?: 0 | 1 | 2;
}

const paths = (...all: readonly string[]): readonly Asked[] => all.map((path) => ({ path }));
const hosts = (...all: readonly string[]): readonly Asked[] => all.map((host) => ({ host, path: "/" }));

const table: readonly Asked[] = [
  ...paths(
    "/",
    "/p/exact",
    "/p/exact/",
    "/p/exact?q",
    "/p/beginning",
    "/p/also/x",
    "/a.jpg",
    "/a.JPG",
    "/x/mid/dle/y",
    "/x/amid/dle/y",
  ),
  ...paths(
    "/r/12.x",
    "/r/12ax",
    "/r/.x",
    "/a/needle/b",
    "/e1",
    "/e2",
    "/user",
    "/n/x",
    "/n/not",
    "/teapot",
    "/deny",
    "/refused/x",
  ),
  ...paths(
    "/returns",
    "/loc",
    "/prefixed/a?b=c",
    "/tarpit",
    "/rw/a?b",
    "/legacy",
    "/alive",
    "/alive/not",
    "/nb",
    "/behind/x",
  ),
  ...paths(
    `/long/${"x".repeat(80)}`,
    "/dyn/dynamic",
    "/dyn/nobody/x",
    "/dyn/empty",
    "/?q=yes",
    "/?q=no",
    "/?a=1&q=YES",
  ),
  ...hosts(
    "exact.example",
    "EXACT.example",
    "exact.example.",
    "beg.example",
    "x.dom.example",
    "xdom.example",
    "a.end.example",
  ),
  ...hosts(
    "has-SUB.example",
    "has-sub.example",
    "secure.example",
    "map-a.example",
    "MAP-B.example",
    "map-c.example",
  ),
  ...hosts("file-one.example", "FILE-TWO.example", "file-three.example"),
  ...hosts("Base.example", "base.example"),
  { path: "/", fields: { "x-size": "3, 15" } },
  { host: "exact.example", path: "/api/x" },
  { host: "exact.example", path: "/also-api" },
  { path: "/x/v2", method: "POST" },
  { path: "/x/v2" },
  { path: "/n/x", method: "POST" },
  { path: "/", fields: { "x-color": "red" } },
  { path: "/", fields: { "x-size": "15" } },
  { path: "/", fields: { "x-size": "25" } },
  { path: "/", fields: { "x-size": "100" } },
  { path: "/", fields: { cookie: "a=b; who=admin" } },
  { path: "/", fields: { "x-kind": "ODD" } },
  { path: "/", fields: { "x-kind": "even, odd" } },
  { path: "/", port: 1 },
  { path: "/", address: "127.0.0.2" },
  { path: "/two", address: "127.0.0.2" },
  { path: "/", address: "127.0.0.9", port: 1 },
  { path: "/allowed", port: 2 },
  { path: "/b", port: 2 },
  { path: "/b", host: "known.example", port: 2 },
  { path: "/nowhere", host: "known.example", port: 2 },
  { path: "/b", host: "known.example", method: "DELETE", port: 2 },
];

const folder = mkdtempSync(join(tmpdir(), "haproxy-"));
const ports: number[] = [];
let loaded: LoadedHaproxy;
let stop: () => Promise<void> = async () => {};
let closeBackend: () => void = () => {};

beforeAll(async () => {
  if (isLeftOut("haproxy")) return;
  const backend = await startBackend();
  closeBackend = backend.close;
  for (let index = 0; index < 3; index += 1) ports.push(await unusedPort());
  const closed = await unusedPort();
  for (const [name, text] of Object.entries(configuration({ folder, ports, backend: backend.port, closed })))
    writeFileSync(join(folder, name), text);
  stop = await startProgram(["haproxy", "-db", "-f", folder], ports[0] ?? 0);
  const environment = {};
  const { signal } = new AbortController();
  loaded = await loadHaproxy([folder], { vantage: localVantage("here"), signal, environment });
});

afterAll(async () => {
  await stop();
  closeBackend();
  rmSync(folder, { recursive: true, force: true });
});

function requestOf(asked: Asked): ProxyRequest {
  const {
    host = "plain.example",
    path,
    address = "127.0.0.1",
    method = "GET",
    fields = {},
    port = 0,
  } = asked;
  return {
    ...{ scheme: "http", host, address, path, method, client: "127.0.0.1" },
    ...{ port: ports[port] ?? 0, fields: { ...fields, host }, bodyOctets: 0, headOctets: 200 },
  };
}

function meant(request: ProxyRequest): string {
  const { route, access } = evaluateHaproxy(loaded.sections, request, loaded.lines);
  if (access.decides?.verdict === "deny") return "403";
  const action = route?.action;
  switch (action?.kind) {
    case "upstream":
      return `${action.upstream.servers[0]?.host} ${action.path}`;
    case "answers":
      return String(action.status);
    case "redirects":
      return `${action.status} ${action.location}`;
    default:
      return JSON.stringify(action);
  }
}

describe.skipIf(isLeftOut("haproxy"))("haproxy and the evaluation agree on", () => {
  test.each(table)("$method $host $path $address $port", async (asked) => {
    const request = requestOf(asked);
    const { address, port, host, path, method, fields } = request;
    const seen = await send({ address: address ?? "", port, host, path, method, fields: fields ?? {} });
    expect(meant(request)).toBe(seen.split("?")[0]);
  });
});

test("another server is tried exactly where the evaluation says so", async () => {
  for (const path of ["/two-servers", "/two-servers-kept"]) {
    const request = { ...requestOf({ path, host: "known.example", port: 2 }) };
    const { address, port, host, method, fields } = request;
    const seen = new Set<string>();
    for (let turn = 0; turn < 4; turn += 1)
      seen.add(await send({ address: address ?? "", port, host, path, method, fields: fields ?? {} }));
    const action = evaluateHaproxy(loaded.sections, request, loaded.lines).route?.action;
    expect(action?.kind === "upstream" && action.upstream.triesNext).toBe(!seen.has("503"));
  }
}, 30_000);

test("the configuration is read without a problem", () => {
  expect(loaded.problems).toEqual([]);
});
