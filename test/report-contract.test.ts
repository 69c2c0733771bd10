import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { boundaries } from "../src/base/index.ts";
import { causes, diagnose } from "../src/diagnose/index.ts";
import type { Run } from "../src/report/index.ts";
import { type ReportJson, reportHtml, reportJsonText, reportText } from "../src/report/index.ts";
import { incidents } from "./incidents.ts";
import { brokenRun } from "./run-example.ts";

// docs/contract.md, section "Report": what programs of others rely on, field by field.

// What a record does not hold, the gaps among it, is an example's.
const runs = incidents.map(({ name, evidence }): readonly [string, Run] => [
  name,
  { ...brokenRun, target: targetOf(evidence), evidence, diagnosis: diagnose(evidence, causes) },
]);

const causeBoundary = new Map(causes.map(({ id, boundary }) => [id, boundary]));
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const statuses = ["healthy", "degraded", "broken", "inconclusive"];
const rowStatuses = ["ok", "degraded", "broken", "unknown", "skipped", "not-reached"];

const isText = (value: unknown) => typeof value === "string" && value !== "";
const isFraction = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
const isMs = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value >= 0;

describe.each(runs)("the JSON report of %s, recorded on real servers,", (_, run) => {
  // JSON of our own making; that it has this type is what the tests below hold it to.
  const report = JSON.parse(reportJsonText(run)) as ReportJson;
  const { verdict } = report;
  const ids = new Set(report.evidence.map(({ id }) => id));
  const exist = (cited: readonly string[]) => cited.filter((id) => !ids.has(id));

  test("says when, where from, and for how long in the units of the contract", () => {
    expect(report.schema).toBe("faultline.report/1");
    expect(report.target).toMatch(/^[a-z]+:\/\//);
    expect(report.startedAt).toMatch(moment);
    expect(report.finishedAt).toMatch(moment);
    expect(isMs(report.tookMs)).toBe(true);
    for (const key of ["name", "host", "netns"] as const) expect(isText(report.vantage[key]), key).toBe(true);
  });

  test("names a status, and boundary and cause of the catalogue that belong together", () => {
    expect(statuses).toContain(verdict.status);
    expect(isFraction(verdict.confidence)).toBe(true);
    expect(isText(verdict.summary)).toBe(true);
    expect(verdict.summary).not.toMatch(/[{}\n]|undefined|NaN/);
    if (verdict.status === "healthy") {
      expect([verdict.boundary, verdict.cause, verdict.at]).toEqual([null, null, null]);
      expect([...verdict.fix, ...verdict.alternatives]).toEqual([]);
      return;
    }
    if (verdict.boundary !== null) expect(boundaries).toContain(verdict.boundary);
    if (verdict.cause !== null) {
      expect(causeBoundary.get(verdict.cause)).toBe(verdict.boundary);
      expect(isText(verdict.at)).toBe(true);
      expect(verdict.because.length).toBeGreaterThan(0);
      expect(verdict.fix.length * verdict.prevention.length).toBeGreaterThan(0);
    }
    for (const text of [...verdict.fix, ...verdict.prevention]) expect(text).toMatch(/^[^{}\n]+$/);
  });

  test("cites records that it holds, each once", () => {
    expect(ids.size).toBe(report.evidence.length);
    const citing = [verdict, ...verdict.ruledOut, ...report.alsoFound];
    for (const { because } of citing) expect(exist(because)).toEqual([]);
    for (const { because } of citing) expect(new Set(because).size).toBe(because.length);
    for (const { evidence } of report.boundaries) expect(exist(evidence)).toEqual([]);
  });

  test("gives alternatives, what else was found and what is ruled out of the same catalogue", () => {
    for (const { boundary, cause, confidence, wouldBeSettledBy } of verdict.alternatives) {
      expect(causeBoundary.get(String(cause)), String(cause)).toBe(boundary);
      expect(isFraction(confidence)).toBe(true);
      expect(wouldBeSettledBy).toMatch(/^[^{}]+$/);
    }
    const shares = [verdict, ...verdict.alternatives.filter(({ cause }) => cause !== verdict.cause)];
    if (verdict.cause !== null) {
      // Each share is rounded to three digits.
      expect(shares.reduce((sum, { confidence }) => sum + confidence, 0)).toBeLessThanOrEqual(1.01);
    }
    for (const { boundary, cause, confidence } of report.alsoFound) {
      expect(causeBoundary.get(String(cause)), String(cause)).toBe(boundary);
      expect(isFraction(confidence)).toBe(true);
      expect(cause).not.toBe(verdict.cause);
    }
    for (const { boundary, cause, because } of verdict.ruledOut) {
      expect(boundaries).toContain(boundary);
      if (cause !== null) expect(causeBoundary.get(cause), cause).toBe(boundary);
      expect(because.length).toBeGreaterThan(0);
      expect(cause).not.toBe(verdict.cause ?? "none");
    }
  });

  test("covers the whole walk of each hop in order, and marks the boundary of the verdict", () => {
    const hops = [...new Set(report.boundaries.map(({ hop }) => hop))];
    expect(hops).toEqual(hops.map((_hop, index) => index + 1));
    for (const row of report.boundaries) {
      expect(rowStatuses).toContain(row.status);
      expect(row.tookMs === null || isMs(row.tookMs)).toBe(true);
      for (const text of [row.from, row.to, row.summary]) expect(isText(text)).toBe(true);
    }
    for (const hop of hops) {
      const walk = report.boundaries.filter((row) => row.hop === hop).map(({ id }) => id);
      expect(walk).toEqual(boundaries.filter((id) => walk.includes(id)));
    }
    const marked = report.boundaries.filter(({ status }) => status === "broken" || status === "degraded");
    if (verdict.status === "healthy" && report.alsoFound.length === 0) expect(marked).toEqual([]);
    if (verdict.status === "broken" || verdict.status === "degraded") {
      expect(marked.map(({ id, status }) => `${id} ${status}`)).toContain(
        `${verdict.boundary} ${verdict.status}`,
      );
    }
  });

  test("gives each record a moment, a duration, a place, a kind and a way to see it by hand", () => {
    for (const record of report.evidence) {
      expect(record.id).toMatch(/^e\d+$/);
      expect(record.observedAt, record.id).toMatch(moment);
      expect(isMs(record.tookMs), record.id).toBe(true);
      expect(isText(record.vantage) && isText(record.kind), record.id).toBe(true);
      expect(boundaries, record.id).toContain(record.boundary);
      expect(typeof record.value, record.id).toBe("object");
      expect(isText(record.command), record.id).toBe(true);
      expect(record.command, record.id).not.toMatch(/undefined|\[object|NaN|\n/);
    }
  });

  test("has for each gap what it needs, why it is not there and how to allow it", () => {
    for (const { boundary, needs, reason, allowBy } of report.gaps) {
      expect(boundaries).toContain(boundary);
      for (const text of [needs, reason, allowBy]) expect(isText(text)).toBe(true);
    }
  });

  test("tells the same as both pages, which say what to do where all is not well", () => {
    const page = reportText(run, { color: false, width: 80, verbose: false });
    const paper = reportHtml(run);
    const { status, cause } = verdict;
    expect(page).toContain(status.toUpperCase());
    for (const told of [page, paper]) expect(told).toContain(cause ?? status.toUpperCase());
    if (status === "healthy") expect(page.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
    else expect(page).toMatch(/^(?:Fix|Next)$/m);
    expect(`${page}${paper}`).not.toMatch(/undefined|NaN|\[object/);
  });
});

test("the contract in the documents names every status and boundary that a report can have", () => {
  const contract = readFileSync("docs/contract.md", "utf8");
  for (const word of [...statuses, ...rowStatuses, ...boundaries]) expect(contract).toContain(word);
});

function targetOf(evidence: Run["evidence"]): string {
  const asked = evidence.find((record) => record.kind === "request-asked");
  const { target } = { target: "", ...(asked?.value as object | undefined) };
  return target;
}
