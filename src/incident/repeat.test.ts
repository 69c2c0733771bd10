import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { parseTarget, readOptions } from "../config/index.ts";
import type { Evidence, Series } from "../evidence/index.ts";
import { check } from "./check.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(answer: RequestListener, change: (server: Server) => void = () => {}): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  change(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // A TCP server's.
}

const context = {
  ...{ clock: systemClock, signal: new AbortController().signal, env: {}, version: "0" },
  onRecord: () => {},
};

async function sample(target: string, options: Parameters<typeof readOptions>[0]) {
  const { evidence, diagnosis } = await check(parseTarget(target), readOptions(options), context);
  const series = evidence.find((record): record is Evidence<"series"> => record.kind === "series");
  if (series === undefined) throw new Error("nothing was repeated");
  const failed = evidence.filter(
    (record) => record.kind === "attempt" && record.purpose === "reference" && !record.value.answeredProperly,
  );
  return { series: series.value, took: series.took, failed, verdict: diagnosis.verdict };
}

/** Failures and all of one group. */
const group = ({ groups = [] }: Series, name: string) => {
  const found = groups.find((one) => one.name === name);
  return found === undefined ? null : [found.failures, found.count];
};

describe("repeat()", () => {
  test("finds the one bad backend of four, and names it", async () => {
    let asked = 0;
    const target = await listen((_, response) => {
      asked += 1;
      const backend = asked % 4;
      response.setHeader("x-backend-server", `app${backend}`);
      response.statusCode = backend === 3 && asked % 8 === 3 ? 503 : 200;
      response.end("whole");
    });
    const { series, verdict, failed } = await sample(target, { count: "120" });
    expect(series.count).toBe(120);
    expect(group(series, "app3")).toEqual([series.failures, 30]);
    expect(series.interval?.low).toBeGreaterThan(0.05);
    expect(failed).toHaveLength(series.failures);
    expect(verdict.status).toBe("degraded");
    expect(verdict.summary).toMatch(
      /; 15 of 120 attempts failed \(12\.5 %, 95 % between 7\.7 and 19\.6\), all of them at app3 .*1 of 4 backends/,
    );
  });

  test("makes 200 attempts on the loopback in under four seconds, and keeps of them one alone", async () => {
    const { series, took, failed, verdict } = await sample(
      await listen((_, response) => response.end("whole")),
      { count: "200" },
    );
    expect(series).toMatchObject({ count: 200, failures: 0, interval: { low: 0 } });
    expect(took).toBeLessThan(4_000);
    expect(failed).toEqual([]);
    expect(verdict.status).toBe("healthy");
  });

  test("takes what fails side by side alone for its own load, and no failure of the request", async () => {
    let open = 0;
    const target = await listen((_, response) => {
      open += 1;
      response.statusCode = open > 1 ? 429 : 200;
      setTimeout(() => {
        open -= 1;
        response.end("whole");
      }, 4);
    });
    const { series, failed, verdict } = await sample(target, { count: "60" });
    expect(series.failures).toBe(0);
    expect(series.aside?.failures).toBeGreaterThan(0);
    expect(failed).toEqual([]);
    expect(verdict.status).toBe("healthy");
  });

  test("says that kept connections fail, and calls the request healthy: it opens one of its own", async () => {
    const asked = new WeakSet<object>();
    const target = await listen((request, response) => {
      if (asked.has(request.socket)) return void request.socket.destroy();
      asked.add(request.socket);
      response.end("whole");
    });
    const { series, verdict } = await sample(target, { count: "40" });
    expect(series.kept?.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
    expect(verdict.status).toBe("healthy");
  });

  test("leaves kept connections idle for growing times, and a FIN before the request is no failure", async () => {
    const target = await listen(
      (_, response) => response.end("whole"),
      (server) => Object.assign(server, { keepAliveTimeout: 300, keepAliveTimeoutBuffer: 0 }),
    );
    const { series, verdict } = await sample(target, { during: "1600ms" });
    expect(series.kept?.map(({ outcome }) => outcome)).toEqual(["closed"]);
    expect(series.kept?.[0]?.idle).toBeGreaterThan(200);
    expect(verdict.status).toBe("healthy");
  }, 20_000);
});
