import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DatabaseServer, freePort, installed, startRedis } from "../../test/database-servers.ts";
import { systemClock } from "../base/index.ts";
import { parseTarget, readOptions } from "../config/index.ts";
import { check, type OneHop } from "./check.ts";
import { planOf } from "./plan.ts";

const context = {
  clock: systemClock,
  signal: new AbortController().signal,
  env: {},
  version: "0",
  onRecord: () => {},
};
const run = (target: string, hop?: OneHop) =>
  check(parseTarget(target), readOptions({}), { ...context, ...(hop === undefined ? {} : { hop }) });

describe.skipIf(!installed.redis)("check() of a database", () => {
  let server: DatabaseServer;
  const folder = mkdtempSync(join(tmpdir(), "faultline-check-"));
  beforeAll(async () => {
    server = await startRedis();
    writeFileSync(join(folder, "password"), "geheim\n");
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const at = (credentials: string) => `redis://${credentials}127.0.0.1:${server.port}/0`;

  test("is a look-up, a connection, a login and a query, and then its state", async () => {
    const { diagnosis, evidence, target } = await run(at(":geheim@"));
    expect(diagnosis.verdict.status).toBe("healthy");
    const attempt = evidence.find(({ kind }) => kind === "attempt");
    expect(attempt?.value).toMatchObject({ answeredProperly: true, failedAt: null });
    const kinds = new Set(evidence.map(({ kind }) => kind));
    expect(
      ["name-lookup", "tcp-connect", "database-session", "database-state"].every((kind) =>
        kinds.has(kind as never),
      ),
    ).toBe(true);
    expect(diagnosis.boundaries.find(({ id }) => id === "database")?.status).toBe("ok");
    expect(target).not.toContain("geheim");
    expect(JSON.stringify(evidence)).not.toContain("geheim");
  });

  test("takes the password of a hop from its file, and samples the state to the end", async () => {
    const hop = { number: 3, patience: 10_000, passwordFile: join(folder, "password") };
    const { diagnosis, evidence } = await run(at(""), hop);
    expect(diagnosis.verdict.status).toBe("healthy");
    expect(evidence.filter(({ kind }) => kind === "database-state")).toHaveLength(3);
    expect(evidence.every((record) => record.hop === 3)).toBe(true);
  });

  test("without a password is a gap of ours, and no fault", async () => {
    const { diagnosis, gaps } = await run(at(""));
    expect(diagnosis.verdict).toMatchObject({ status: "inconclusive", cause: null });
    expect(gaps.some(({ allowBy }) => allowBy.includes("REDISCLI_AUTH"))).toBe(true);
  });

  test("is planned with each of its statements, and without the password", async () => {
    const plan = await planOf(parseTarget(at(":geheim@")), readOptions({}), context);
    expect(plan).toContain("CLIENT LIST");
    expect(plan).not.toContain("geheim");
  });
});

test("a database's port that nobody listens on is no matter of its login", async () => {
  const { diagnosis, evidence } = await run(`postgres://app:geheim@127.0.0.1:${await freePort()}/shop`);
  expect(diagnosis.verdict).toMatchObject({ status: "broken", boundary: "tcp" });
  expect(evidence.some(({ kind }) => kind === "database-session")).toBe(false);
});
