import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { type PathEntry, parseTarget, readOptions } from "../../config/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import { check } from "../check.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An application of one connection, which somebody holds; it answers /free, and tells its pool. */
async function startApp(): Promise<string> {
  let waiting = 0;
  const server = createServer((request, response) => {
    if (request.url === "/free") return void response.end("fine");
    if (request.url?.startsWith("/metrics") !== true) {
      waiting += 1;
      return void request.on("close", () => {
        waiting -= 1;
      });
    }
    const pool = '{pool="main"}';
    response.writeHead(200, { "content-type": "text/plain" });
    response.end(
      `hikaricp_connections_active${pool} 1\nhikaricp_connections_max${pool} 1\nhikaricp_connections_pending${pool} ${waiting}\n`,
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`; // A TCP server's.
}

function run(target: string, app: Partial<Extract<PathEntry, { kind: "app" }>>, options = {}) {
  const entry: PathEntry = { kind: "app", at: null, url: null, metrics: null, log: null, ...app };
  return check(parseTarget(target), readOptions(options), {
    ...{ clock: systemClock, signal: new AbortController().signal, env: {}, version: "0" },
    onRecord: () => {},
    path: { entries: [entry], vantages: new Map(), config: null, home: process.pid, program: [] },
  });
}

const poolsOf = (evidence: readonly Evidence[]) =>
  evidence.filter((record): record is Evidence<"pool-state"> => record.kind === "pool-state");

test("a request that waits for a connection is seen while it waits, and the cause is proven", async () => {
  const app = await startApp();
  const metrics = `http://ops:s3cret@${app}/metrics?token=unguessable`;
  const seen = await run(`http://${app}/held`, { metrics }, { deadline: "5s" });
  expect(seen.diagnosis.verdict).toMatchObject({
    ...{ status: "broken", boundary: "database", cause: "pool-exhausted" },
    summary: "the pool main has all of its 1 connection in use, and a request has to wait for one",
  });
  expect(poolsOf(seen.evidence)[0]?.value).toEqual({
    source: `http://${app}/metrics`,
    readFrom: "metrics",
    pools: [{ name: "main", active: 1, idle: 0, limit: 1, waiting: 0, longestWait: null }],
  });
  expect(poolsOf(seen.evidence).length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(seen)).not.toMatch(/s3cret|unguessable/);
});

test("a request that needs no connection is healthy beside a pool in full use, which is looked at before it and after", async () => {
  const app = await startApp();
  const seen = await run(`http://${app}/free`, { metrics: `http://${app}/metrics` });
  expect(seen.diagnosis).toMatchObject({ verdict: { status: "healthy" }, alsoFound: [] });
  expect(poolsOf(seen.evidence)).toHaveLength(2);
  expect(seen.gaps.filter(({ boundary }) => boundary === "database")).toEqual([]);
});

test("what cannot be had is one gap, and the request stays what it is", async () => {
  const app = await startApp();
  const seen = await run(`http://${app}/free`, { metrics: `http://${app}/free` });
  expect(seen.diagnosis.verdict.status).toBe("healthy");
  expect(poolsOf(seen.evidence)).toEqual([]);
  expect(seen.gaps.filter(({ needs }) => /connection pools/.test(needs))).toHaveLength(1);
});

test("a vantage that nobody named is a gap, and nothing is asked for where databases are left out", async () => {
  const app = await startApp();
  const named = await run(`http://${app}/free`, { at: "app1", metrics: `http://${app}/metrics` });
  expect(named.gaps.some(({ allowBy }) => allowBy.startsWith("Name app1 under vantages:"))).toBe(true);
  const without = await run(`http://${app}/free`, { metrics: `http://${app}/metrics` }, { skip: "database" });
  expect(poolsOf(without.evidence)).toEqual([]);
});
