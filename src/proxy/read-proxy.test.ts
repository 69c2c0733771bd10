import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { localVantage, type Vantage } from "../vantage/index.ts";
import { readNginx } from "./nginx/read.ts";
import { readProxy } from "./read-proxy.ts";
import type { ProxyRequest } from "./request.ts";
import { startProgram, unusedPort } from "./testing/real.ts";

const contextAt = (vantage: Vantage = localVantage("edge")) => ({
  vantage,
  recorder: createRecorder("edge"),
  clock: systemClock,
  signal: new AbortController().signal,
});

const requestTo = (port: number, path = "/"): ProxyRequest => ({
  ...{ scheme: "http", host: "shop.example", address: "127.0.0.1", port, path, method: "GET" },
  ...{ bodyOctets: 0, headOctets: 100, client: "127.0.0.1" },
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "proxy-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe("readProxy()", () => {
  test.each([
    ["nginx", "a block that does not end", "events {\nhttp { server { listen 80; } }\n", "nginx -t -c"],
    ["nginx", "no text", "\0".repeat(5_000), "nginx -t -c"],
    ["haproxy", "no text", "\0".repeat(5_000), "haproxy -c -f"],
  ] as const)("a file of %s that is not understood is a gap: %s", async (software, _, text, command) => {
    const file = write("proxy.conf", text);
    const context = contextAt();
    const read = await readProxy({ software, file, request: requestTo(80) }, context);
    expect(read?.record.value.route ?? null).toBe(null);
    expect(context.recorder.gaps).toMatchObject([
      { boundary: "proxy", reason: "unreadable", allowBy: expect.stringContaining(`${command} ${file}`) },
    ]);
    expect(context.recorder.gaps[0]?.needs).toContain(`${file}:`);
  });

  test("records haproxy's configuration, and what it says of its servers by its socket", async () => {
    const [port, closed] = [await unusedPort(), await unusedPort()];
    const file = write(
      "haproxy.cfg",
      `global
  stats socket ${folder}/admin.sock mode 600 level user
  maxconn 50
defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend web
  bind 127.0.0.1:${port}
  default_backend app
backend other
  server z 127.0.0.1:${closed}
backend app
  server a 127.0.0.1:${closed} check inter 100ms
  server b 127.0.0.1:${closed} disabled
`,
    );
    const stop = await startProgram(["haproxy", "-db", "-f", file], port);
    try {
      const context = contextAt();
      const read = await readProxy({ software: "haproxy", file, request: requestTo(port) }, context);
      await read?.readState();
      expect(read?.record.value).toMatchObject({
        software: "haproxy",
        from: "files",
        files: [file],
        problems: [],
      });
      expect(read?.record.value.loadedAt).toBeGreaterThan(Date.now() - 60_000);
      expect(read?.record.value.changedAt).toBeGreaterThan(Date.now() - 60_000);
      const state = context.recorder.evidence.find((record) => record.kind === "proxy-state");
      expect(state?.value).toMatchObject({
        software: "haproxy",
        source: `${folder}/admin.sock`,
        servers: [
          { upstream: "app", name: "a", address: "127.0.0.1", port: closed },
          { upstream: "app", name: "b", state: "maintenance" },
          { upstream: "other", name: "z", state: "unchecked" },
        ],
        connections: { limit: 50 },
      });
      expect(context.recorder.gaps).toEqual([]);
    } finally {
      await stop();
    }
  });

  test("leaves a gap where haproxy's socket takes a connection and says nothing of use", async () => {
    const server = createServer((socket) => socket.end("Unknown command\n")).listen(join(folder, "s"));
    const file = write("h.cfg", `global\n stats socket ${folder}/s\nfrontend f\n bind :80\n`);
    const context = contextAt();
    await (await readProxy({ software: "haproxy", file, request: requestTo(80) }, context))?.readState();
    server.close();
    expect(context.recorder.gaps).toMatchObject([
      { needs: `haproxy's socket ${folder}/s`, reason: "unreadable" },
    ]);
  });

  test("leaves a gap where the file is not there", async () => {
    const context = contextAt();
    const asked = { software: "haproxy", file: join(folder, "none"), request: requestTo(80) } as const;
    expect(await readProxy(asked, context)).toBeNull();
    expect(context.recorder.gaps).toHaveLength(1);
  });
});

describe("readNginx()", () => {
  test("takes what the running program prints, with its logs, its timers and when it was loaded", async () => {
    const port = await unusedPort();
    mkdirSync(join(folder, "conf"));
    write(
      "conf/shop.conf",
      "access_log logs/shop.log shop; location /api { proxy_pass http://127.0.0.1:9; }",
    );
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(" ");
    mkdirSync(join(folder, "logs"));
    const file = write(
      "nginx.conf",
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log warn; worker_processes 1;
events {}
http { ${temporary} log_format shop escape=json '{"a":"$status",' '"b":1}';
  proxy_read_timeout 7s;
  access_log ${folder}/logs/all.log;
  server { listen 127.0.0.1:${port}; server_name shop.example; access_log logs/shop.log shop; location /api { proxy_pass http://127.0.0.1:9; } include ${folder}/conf/none*.conf; } }
`,
    );
    const stop = await startProgram(["nginx", "-e", "stderr", "-p", folder, "-c", file], port);
    try {
      const context = contextAt();
      const read = await readNginx(
        { file, request: requestTo(port, "/api?key=secret"), mayAskProgram: true },
        context,
      );
      const value = read?.record.value;
      expect(value).toMatchObject({
        from: "program",
        files: [file],
        problems: [],
        knownHosts: ["shop.example"],
      });
      expect(value?.route?.action).toMatchObject({ kind: "upstream", path: "/api" });
      expect(value?.timers).toContainEqual({
        ...{ role: "upstream-response", name: "proxy_read_timeout" },
        ...{ value: 7_000, where: `${file}:4` },
      });
      expect(value?.loadedAt).toBeGreaterThan(Date.now() - 60_000);
      expect(read?.logs.access).toEqual([
        {
          target: `${folder}/logs/shop.log`,
          format: "shop",
          text: '{"a":"$status","b":1}',
          where: `${file}:6`,
        },
      ]);
      expect(read?.logs.errors).toEqual([
        { target: `${folder}/error.log`, level: "warn", where: `${file}:1` },
      ]);
      expect(JSON.stringify(context.recorder.evidence)).not.toContain("secret");
    } finally {
      await stop();
    }
  });

  test("says where a configuration is broken, and reads the rest of it", async () => {
    const file = write("nginx.conf", `events {}\nhttp { server { listen 81; nonsense on; } }\n`);
    const context = contextAt();
    const read = await readNginx({ file, request: requestTo(81), mayAskProgram: true }, context);
    expect(read?.record.value).toMatchObject({ from: "files", route: { action: { kind: "files" } } });
    expect(read?.record.value.problems[0]?.what).toContain('unknown directive "nonsense"');
  });

  test("leaves a gap with permission as its reason where the file may not be read", async () => {
    const closed: Vantage = { ...localVantage("edge"), read: async () => ({ outcome: "permission" }) };
    const context = contextAt(closed);
    const asked = { file: "/etc/nginx/nginx.conf", request: requestTo(80), mayAskProgram: false };
    expect(await readNginx(asked, context)).toBeNull();
    expect(context.recorder.gaps).toMatchObject([{ reason: "permission", boundary: "proxy" }]);
  });
});
