import { expect, test } from "vitest";
import { brokenRun, exampleRecord, healthyRun } from "../../test/run-example.ts";
import { reportJson, reportJsonText } from "./json.ts";

test("reportJson() has every key of the contract, in its order", () => {
  expect(
    Object.keys(reportJson(brokenRun)).filter(
      (key) => !/^(timeouts|vantages|experiments|notJudged|.*Version)$/.test(key),
    ),
  ).toEqual([
    "schema",
    "target",
    "startedAt",
    "finishedAt",
    "tookMs",
    "vantage",
    "verdict",
    "gaps",
    "alsoFound",
    "boundaries",
    "evidence",
  ]);
});

test("reportJson() tells the run", () => {
  const report = reportJson(brokenRun);
  expect(report).toMatchObject({
    schema: "faultline.report/1",
    target: "https://shop.example/api",
    startedAt: "2026-06-06T10:24:33.120456Z",
    finishedAt: "2026-06-06T10:24:33.932856Z",
    tookMs: 812.4,
    vantage: { name: "client", host: "till-7.corp.example", netns: "net:[4026531840]" },
  });
  expect(report.verdict).toMatchObject({
    status: "broken",
    boundary: "tls",
    cause: "certificate-chain-incomplete",
    at: "192.0.2.10:443",
    confidence: 0.981,
    because: ["e5"],
  });
  expect(Object.keys(report.verdict)).toEqual([
    "status",
    "boundary",
    "cause",
    "at",
    "confidence",
    "summary",
    "because",
    "fix",
    "prevention",
    "alternatives",
    "ruledOut",
  ]);
  expect(report.verdict.ruledOut[0]).toEqual({ boundary: "dns", cause: null, because: ["e3"] });
  expect(report.gaps[0]).toEqual({
    boundary: "path",
    needs: "nftables rules of this host",
    reason: "permission",
    allowBy: "run as root, or give the process CAP_NET_ADMIN",
  });
  expect(report.boundaries[1]).toEqual({
    hop: 1,
    from: "client",
    to: "shop.example:443",
    id: "dns",
    status: "ok",
    tookMs: 4.1,
    summary: "shop.example resolves to 2 addresses",
    evidence: ["e2", "e3"],
  });
});

test("reportJson() tells a record with its time in ISO 8601 and how to look again", () => {
  expect(reportJson(brokenRun).evidence[3]).toMatchObject({
    id: "e4",
    observedAt: "2026-06-06T10:24:33.136456Z",
    tookMs: 1.25,
    vantage: "client",
    boundary: "tcp",
    kind: "tcp-connect",
    version: 1,
    by: "probe",
    purpose: "reference",
    attempt: 1,
    value: { address: "192.0.2.10", outcome: "connected" },
    command: "nc -vz 192.0.2.10 443",
  });
});

test("reportJson() of a healthy run names no boundary and no cause", () => {
  expect(reportJson(healthyRun).verdict).toMatchObject({
    status: "healthy",
    boundary: null,
    cause: null,
    at: null,
  });
});

test("reportJsonText() holds no octet that a terminal obeys, and is the same JSON", () => {
  const hostile = exampleRecord(
    "e9",
    "symptom",
    { text: "\u001b[2J\u009b31m\u007f\u2028", signals: [] },
    { boundary: "client" },
  );
  const run = { ...brokenRun, evidence: [hostile] };
  const text = reportJsonText(run);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028]/u);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(reportJson(run))));
  expect(text.endsWith("}\n")).toBe(true);
});
