import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localVantage } from "../../vantage/index.ts";
import { kindOfPath } from "../file-facts.ts";
import type { ProxyRequest } from "../request.ts";
import { isLeftOut } from "../testing/left-out.ts";
import { send, startBackend, startProgram, unusedPort } from "../testing/real.ts";
import { configuration } from "./against-nginx-configuration.ts";
import { evaluateNginx } from "./evaluate.ts";
import { type Loaded, loadNginx } from "./load.ts";
import type { FileKind } from "./state.ts";

/** What is asked: host, path, and what else is not usual. */
interface Asked {
  readonly host: string;
  readonly path: string;
  readonly address?: string;
  readonly method?: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** 0 and 1: the two ports of the configuration. */
  readonly port?: 0 | 1 | 2;
}

const of = (host: string, ...paths: readonly string[]): readonly Asked[] =>
  paths.map((path) => ({ host, path }));

const table: readonly Asked[] = [
  ...of("exact.example", "/"),
  ...of("EXACT.example.", "/x"),
  ...of("twice.example", "/"),
  ...of("x.twice.example", "/"),
  ...["a.wild.example", "a.b.wild.example", "wild.example", "deep.sub.wild.example"].flatMap((host) =>
    of(host, "/"),
  ),
  ...["dot.example", "x.dot.example", "www.trail.net", "www.trail.co.uk", "www.trail"].flatMap((host) =>
    of(host, "/"),
  ),
  ...["r1.regex.example", "r22.regex.example", "nobody.example", "192.0.2.1"].flatMap((host) =>
    of(host, "/"),
  ),
  { host: "exact.example", path: "/", address: "127.0.0.2" },
  { host: "second.example", path: "/", address: "127.0.0.2" },
  { host: "nobody.example", path: "/", port: 1 },
  { host: "ported.example", path: "/", port: 1 },
  ...of(
    "loc.example",
    ...[
      "/",
      "/exact",
      "/exact/",
      "/exactly",
      "/images/a.png",
      "/images/a.txt",
      "/noregex/a.png",
      "/deep/a",
      "/deep/er/a",
    ],
    ...[
      "/deep/er/a.png",
      "/deep/only",
      "/A.PNG",
      "/a.gif",
      "/re/12/x",
      "/re/1/x",
      "/slash",
      "/slash/",
      "/slash/in/it?q=1",
    ],
    ...[
      "/uri/a%20b",
      "/uri/../root",
      "/uri//double",
      "/keep/a%2Fb",
      "/keep//b",
      "/%75ri/z",
      "/..%2f",
      "/internal/x",
    ],
    ...[
      "/named",
      "/try/there.txt",
      "/try/missing.txt",
      "/try-code/none",
      "/try-folder/folder",
      "/static/there.txt",
      "/static/none",
    ],
    ...[
      "/static/folder/",
      "/static/folder",
      "/alias/there.txt",
      "/alias/none",
      "/page",
      "/gone",
      "/error-named/none",
    ],
  ),
  ...of(
    "rewrite.example",
    ...[
      "/old/a",
      "/moved",
      "/permanent/b",
      "/last/c",
      "/break/d?x=1",
      "/chain/a",
      "/loop",
      "/ret",
      "/ret-url",
      "/ret-text",
    ],
    ...[
      "/if?debug=1",
      "/if?debug=0",
      "/if",
      "/var/b",
      "/var/c",
      "/mapped/a",
      "/mapped/zz",
      "/set",
      "/captured/9/z",
      "/server-wide",
    ],
    ...["/if-pass?blue=1", "/if-pass"],
  ),
  { host: "rewrite.example", path: "/method", method: "POST" },
  { host: "rewrite.example", path: "/method", method: "GET" },
  { host: "rewrite.example", path: "/header", fields: { "x-color": "blue" } },
  { host: "rewrite.example", path: "/header", fields: { "x-color": "green" } },
  ...of("access.example", "/open", "/closed", "/inner", "/outer", "/inner/nested", "/return"),
  { host: "access.example", path: "/limited", method: "GET" },
  { host: "access.example", path: "/limited", method: "PUT" },
  { host: "access.example", path: "/real", fields: { "x-forwarded-for": "192.0.2.9" } },
  { host: "access.example", path: "/real", fields: { "x-forwarded-for": "198.51.100.9, 127.0.0.5" } },
  { host: "access.example", path: "/real", fields: { "x-forwarded-for": "192.0.2.9, 127.0.0.5" } },
  { host: "access.example", path: "/real" },
  ...of("default.example", "/"),
  { host: "x.tls", path: "/", port: 2 },
];

const folder = mkdtempSync(join(tmpdir(), "nginx-"));
const ports: number[] = [];
let loaded: Loaded;
let stop: () => Promise<void> = async () => {};
let closeBackend: () => void = () => {};

beforeAll(async () => {
  if (isLeftOut("nginx")) return;
  mkdirSync(join(folder, "www/folder"), { recursive: true });
  mkdirSync(join(folder, "conf.d"));
  writeFileSync(join(folder, "www/there.txt"), "file");
  const backend = await startBackend();
  closeBackend = backend.close;
  for (let index = 0; index < 3; index += 1) ports.push(await unusedPort());
  for (const [name, text] of Object.entries(configuration({ folder, ports, backend: backend.port })))
    writeFileSync(join(folder, name), text);
  const file = join(folder, "nginx.conf");
  stop = await startProgram(["nginx", "-e", "stderr", "-p", folder, "-c", file], ports[0] ?? 0);
  loaded = await loadNginx(file, localVantage("here"), new AbortController().signal);
});

afterAll(async () => {
  await stop();
  closeBackend();
  rmSync(folder, { recursive: true, force: true });
});

async function meant(request: ProxyRequest): Promise<string> {
  const known = new Map<string, FileKind | null>();
  const context = { vantage: localVantage("here") } as Parameters<typeof kindOfPath>[1];
  for (;;) {
    const wanted = new Set<string>();
    const meaning = evaluateNginx(loaded.directives, request, {
      version: "1.22.1",
      paths: { prefix: folder, errorLog: null, accessLog: null, pid: null },
      kindOfFile: (path) => {
        if (!known.has(path)) wanted.add(path);
        return known.get(path) ?? null;
      },
    });
    if (wanted.size > 0) {
      for (const path of wanted) known.set(path, await kindOfPath(path, context));
      continue;
    }
    if (meaning.access.decides?.verdict === "deny") return "403";
    const action = meaning.route?.action;
    switch (action?.kind) {
      case "upstream":
        return `${action.upstream.servers[0]?.host} ${action.path}`;
      case "answers":
        return String(action.status);
      case "redirects":
        return `${action.status} ${action.location}`;
      case "files":
        return "200";
      default:
        return JSON.stringify(action);
    }
  }
}

describe.skipIf(isLeftOut("nginx"))("nginx and the evaluation agree on", () => {
  test.each(table)("$method $host $path $address $port", async (asked) => {
    const { host, path, address = "127.0.0.1", method = "GET", fields = {}, port: index = 0 } = asked;
    const port = ports[index] ?? 0;
    const seen = await send({ address, port, host, path, method, fields });
    const request: ProxyRequest = {
      ...{ scheme: "http", host, address, port, path, method, fields, client: "127.0.0.1" },
      ...{ bodyOctets: 0, headOctets: 200 },
    };
    expect(await meant(request)).toBe(
      seen.replace(`http://${host}:${port}`, "").replace(`http://${host}`, ""),
    );
  });
});

test("the configuration is read without a problem", () => {
  expect(loaded.problems).toEqual([]);
});
