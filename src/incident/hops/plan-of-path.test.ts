import { expect, test } from "vitest";
import type { PathEntry } from "../../config/index.ts";
import { plainRequest } from "../../evidence/index.ts";
import { type PathPlanned, planOfPath } from "./plan-of-path.ts";

const asked = plainRequest({
  target: "https://shop.example/api",
  scheme: "https",
  host: "shop.example",
  hostIsAddress: false,
  port: 443,
  path: "/api",
  method: "POST",
});

const proxy: PathEntry = {
  kind: "proxy",
  at: "edge",
  software: "nginx",
  url: null,
  config: "/etc/nginx/nginx.conf",
  errorLog: "/var/log/e",
  accessLog: null,
};
const app: PathEntry = {
  kind: "app",
  at: "app1",
  url: "http://192.0.2.20:8080",
  metrics: null,
  log: "/var/log/app.log",
};
const database: PathEntry = {
  kind: "database",
  at: "app1",
  url: "postgres://app:secret@192.0.2.40/shop",
  passwordFile: null,
};

const plan = async (entries: readonly PathEntry[], changes: Partial<PathPlanned> = {}) => {
  const path = { entries, vantages: new Map(), config: null, home: 1, program: [] };
  const loginOf = async () => undefined;
  return (
    await planOfPath({
      path,
      asked,
      reached: [],
      start: "client",
      watchesIdle: false,
      isMeasured: false,
      loginOf,
      ...changes,
    })
  ).join("\n");
};

test("of a path that is not known nothing is planned", async () => {
  expect(await plan([])).toBe("");
});

test("each hop's files, its looks and its own check are told, from where they are made, without secrets", async () => {
  const text = await plan([proxy, app, database]);
  expect(text).toContain(
    "hop 1, nginx at edge: /etc/nginx/nginx.conf and the files that it includes; nginx -V",
  );
  expect(text).toContain(
    "hop 1, nginx at edge: the access logs that it names, /var/log/e: the last 5 minutes",
  );
  expect(text).toContain(
    "UPSTREAMS of hop 1, from edge: each server that its configuration names for this route, 128 at most",
  );
  // What changes something is asked for by OPTIONS.
  expect(text).toContain(
    "hop 2, from edge: OPTIONS http://192.0.2.20:8080/api as shop.example: a check of its own",
  );
  expect(text).toContain("hop 2, application at app1: /var/log/app.log");
  expect(text).toContain("hop 3, from app1: postgres://192.0.2.40/shop");
  expect(text).not.toContain("secret");
});

test("metrics are told, from where and how often they are asked for, without credentials", async () => {
  const metrics = "http://ops:secret@192.0.2.20:8080/metrics?token=abc";
  const text = await plan([proxy, { ...app, metrics }]);
  expect(text).toContain(
    "hop 2, from app1: GET http://192.0.2.20:8080/metrics, 13 times at most, 3 s each: the state of its connection pools",
  );
  expect(text).not.toMatch(/secret|abc/);
  expect(await plan([proxy, { ...app, at: null, metrics }])).toContain("hop 2, from edge: GET http");
  expect(await plan([proxy, app])).not.toContain("metrics");
});

test("where nobody else asks the application beside its database, the plan says that the request may be sent again", async () => {
  const get = { ...asked, method: "GET" };
  const again = "only where the request was slow: GET https://shop.example/api once more";
  expect(await plan([{ ...app, url: "https://shop.example" }, database], { asked: get })).toContain(again);
  expect(await plan([proxy, app, database], { asked: get })).not.toContain("once more");
  expect(await plan([{ ...app, url: "https://shop.example" }, database])).not.toContain("once more");
});

test("the watch over an idle connection is told where the symptom asks for it, else where a 502 does", async () => {
  expect(await plan([proxy], { watchesIdle: true })).toContain("which is then left idle for 20 s at most");
  expect(await plan([proxy])).toContain("where the request answers 502: that connection is left idle");
});

test("behind a proxy whose next hop is not named, the plan says where a failing request is followed to", async () => {
  expect(await plan([proxy])).toContain(
    "hop 2, from edge, only where the request fails: one server of the proxy's own",
  );
  expect(await plan([proxy, app])).not.toContain("only where the request fails: one server");
  expect(await plan([{ ...proxy, software: null, config: null, errorLog: null }])).not.toContain("UPSTREAMS");
});
