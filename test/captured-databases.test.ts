import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CaptureReading } from "../src/capture/index.ts";
import { captureRun } from "../src/incident/index.ts";

/** What was taken on loopback of PostgreSQL 15, MariaDB 10.11 and Redis 7.0, and of look-ups before a request. */
const folder = join(import.meta.dirname, "captures");

const times = { startedAt: 1_780_000_000_000, finishedAt: 1_780_000_001_000, took: 1_000, version: "0.0.0" };

async function judged(name: string) {
  const reading = await CaptureReading.begin([join(folder, `${name}.pcap`)], {
    signal: AbortSignal.timeout(10_000),
  });
  await reading.read({ signal: AbortSignal.timeout(10_000) });
  return captureRun({ ...reading.finish(), vantage: "capture" }, times);
}

describe("a capture of a database", () => {
  test.each([
    ["postgresql-wrong-password", "broken", "database-auth-failed", "28P01"],
    ["postgresql-no-database", "broken", "database-auth-failed", "3D000"],
    ["postgresql-hostssl", "broken", "database-auth-failed", "28000"],
    ["postgresql-too-many", "degraded", "database-too-many-connections", "53300"],
    ["postgresql-tls-refused", "broken", "database-tls-mismatch", "TLS"],
    ["postgresql-tls-verify", "broken", "database-tls-mismatch", "TLS"],
    ["postgresql-read-only-server", "degraded", "database-read-only", "25006"],
    ["postgresql-slow", "degraded", null, "4.0 s"],
    ["mariadb-wrong-password", "broken", "database-auth-failed", "1045 (28000)"],
    ["mariadb-no-database", "broken", "database-auth-failed", "1044 (42000)"],
    ["mariadb-too-many", "degraded", "database-too-many-connections", "1040 (08004)"],
    ["mariadb-read-only", "degraded", "database-read-only", "1290 (HY000)"],
    ["redis-noauth", "broken", "database-auth-failed", "NOAUTH"],
    ["redis-wrongpass", "broken", "database-auth-failed", "WRONGPASS"],
    ["redis-maxclients", "degraded", "database-too-many-connections", "max number of clients"],
    ["redis-oom", "degraded", null, "OOM"],
    ["redis-readonly", "degraded", "database-read-only", "READONLY"],
  ])("%s is %s by %s, in the server's words: %s", async (name, status, cause, says) => {
    const { verdict } = (await judged(name)).run.diagnosis;
    expect(verdict).toMatchObject({ status, boundary: "database", cause });
    expect(verdict.summary).toContain(says);
  });

  test.each([
    "postgresql-healthy",
    "postgresql-tls-prefer",
    "postgresql-syntax-errors",
    "mariadb-healthy",
    "mariadb-tls-refused",
    "redis-healthy",
    "redis-blpop",
  ])("%s is healthy", async (name) => {
    const { run } = await judged(name);
    expect(run.diagnosis.verdict).toMatchObject({ status: "healthy", cause: null });
    expect(run.gaps).toEqual([]);
  });

  test.each(["postgresql-tls-healthy", "postgresql-tls-wrong", "mariadb-tls-wrong"])(
    "%s, whose login is under TLS, is a gap and no claim",
    async (name) => {
      const { run } = await judged(name);
      expect(run.diagnosis.verdict.status).toBe("healthy");
      expect(run.gaps).toMatchObject([{ boundary: "database", reason: "not-asked" }]);
    },
  );

  test.each([
    "postgresql-healthy",
    "postgresql-read-only-server",
    "mariadb-read-only",
    "redis-healthy",
    "redis-oom",
    "redis-wrongpass",
  ])("%s leaves no password, no text of a query and no data in the evidence", async (name) => {
    const { run, remarks, flows } = await judged(name);
    const report = JSON.stringify([run.evidence, remarks, flows]);
    expect(report).not.toMatch(/sekret|wr0ng|visa|customers|cards|select|insert/i);
  });
});

describe("a capture of a request behind a look-up", () => {
  test.each([
    ["look-up-slow", "whose questions were lost at first", "5.0"],
    ["look-up-aaaa", "that waited for the lost AAAA alone", "5.0"],
    ["look-up-late", "whose resolver takes its time", "2.8"],
  ])("%s, %s, is slow by DNS", async (name, _, seconds) => {
    const { run, incidents } = await judged(name);
    expect(run.diagnosis.verdict).toMatchObject({ status: "degraded", boundary: "dns" });
    expect(run.diagnosis.verdict.summary).toContain(`${seconds} s`);
    expect(incidents[0]?.incident.target).toBe("http://shop.test:8080/x");
    const row = run.diagnosis.boundaries.find(({ id }) => id === "dns");
    expect(((row?.tookMs ?? 0) / 1_000).toFixed(1)).toBe(seconds);
    expect(
      incidents.map(({ incident }) => incident.target).filter((target) => target === "dns://shop.test"),
    ).toEqual(name === "look-up-slow" ? [] : expect.anything());
  });

  test("that is quick is healthy, and the walk has its time", async () => {
    const { run } = await judged("look-up-quick");
    expect(run.diagnosis.verdict.status).toBe("healthy");
    const row = run.diagnosis.boundaries.find(({ id }) => id === "dns");
    expect(row).toMatchObject({ status: "ok" });
    expect(row?.tookMs).toBeLessThan(1_000);
  });
});
