import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { createRecorder } from "../../evidence/index.ts";
import { localVantage } from "../../vantage/index.ts";
import { requestOf, wordOf } from "../testing/tree-of.ts";
import { readTraefik } from "./read.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "traefik-"));
  mkdirSync(join(folder, "conf.d"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const read = async (file: string, path: string) => {
  const recorder = createRecorder("edge");
  const context = {
    ...{ vantage: localVantage("edge"), recorder, clock: systemClock },
    signal: new AbortController().signal,
  };
  const found = await readTraefik({ file, request: requestOf("shop.example", path) }, context);
  return { value: found?.record.value, gaps: recorder.gaps };
};

const fixed = () => `
[entryPoints.web]
  address = ":8080"
  [entryPoints.web.transport.respondingTimeouts]
    readTimeout = 5
[providers.file]
  directory = "${folder}/conf.d"
[accessLog]
  filePath = "/var/log/traefik.log"
`;

const dynamic = `
[http.routers.shop]
  rule = "Host(\`shop.example\`) && PathPrefix(\`/api\`)"
  service = "app"
  middlewares = ["strip"]
[http.middlewares.strip.stripPrefix]
  prefixes = ["/api"]
[[http.services.app.loadBalancer.servers]]
  url = "http://192.0.2.1:81"
[[http.services.app.loadBalancer.servers]]
  url = "http://192.0.2.2:82"
[[tls.certificates]]
  certFile = "/etc/ssl/shop.pem"
  keyFile = "/etc/ssl/shop.key"
`;

test("readTraefik() reads files of TOML, and says the lines of what they mean", async () => {
  const file = write("traefik.toml", fixed());
  write("conf.d/shop.toml", dynamic);
  const { value } = await read(file, "/api/a");
  expect(value).toMatchObject({ from: "files", files: [file, `${folder}/conf.d/shop.toml`], problems: [] });
  expect(value?.certificates).toEqual(["/etc/ssl/shop.pem"]);
  expect(wordOf(value?.route ?? null)).toBe("app@file /a");
  expect(value?.route).toMatchObject({ where: `${folder}/conf.d/shop.toml:2` });
  expect(value?.route?.action).toMatchObject({
    upstream: {
      servers: [
        { host: "192.0.2.1", port: 81, where: `${folder}/conf.d/shop.toml:8` },
        { host: "192.0.2.2", port: 82, where: `${folder}/conf.d/shop.toml:10` },
      ],
    },
  });
  expect(value?.timers).toContainEqual(
    expect.objectContaining({ role: "client-head", value: 5_000, where: `${file}:5` }),
  );
});

test("a file of TOML with an error tells nothing: what no other router takes is not known", async () => {
  const file = write("traefik.toml", fixed());
  write("conf.d/shop.toml", `${dynamic}\n[http.routers.shop]\n`);
  const { value } = await read(file, "/api/a");
  expect(wordOf(value?.route ?? null)).toBe("unknown");
  expect(value?.problems).toMatchObject([{ where: `${folder}/conf.d/shop.toml:16` }]);
});

test("a static configuration of TOML with an error is a gap that says why", async () => {
  const { value, gaps } = await read(write("traefik.toml", "[entryPoints\n"), "/");
  expect(value).toBeUndefined();
  expect(gaps).toMatchObject([{ reason: "unreadable", boundary: "proxy" }]);
});
