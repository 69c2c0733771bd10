import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokenRun, exampleRecord, healthyRun } from "../../test/run-example.ts";
import { reportHtml } from "./html.ts";
import { html } from "./html-escape.ts";
import type { Run } from "./run.ts";

const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&lt;`;

/** The run with every text of others replaced by one that attacks the page. */
const hostileRun: Run = {
  ...brokenRun,
  target: hostile,
  vantage: { name: hostile, host: hostile, netns: hostile },
  evidence: [
    exampleRecord(
      "e5",
      "symptom",
      { text: hostile, signals: [hostile] },
      { boundary: "tls", command: hostile, vantage: hostile },
    ),
    exampleRecord(hostile, "symptom", { text: hostile, signals: [] }, { boundary: "tls" }),
  ],
  gaps: [{ boundary: "path", needs: hostile, reason: "permission", allowBy: hostile }],
  diagnosis: {
    verdict: {
      ...brokenRun.diagnosis.verdict,
      cause: hostile,
      at: hostile,
      summary: hostile,
      because: ["e5", hostile],
      fix: [hostile, hostile],
      prevention: [hostile],
      alternatives: [{ boundary: "tls", cause: hostile, confidence: 0.1, wouldBeSettledBy: hostile }],
      ruledOut: [{ boundary: "dns", cause: hostile, because: [hostile] }],
    },
    alsoFound: [{ boundary: "dns", cause: hostile, confidence: 0.5, because: [hostile] }],
    boundaries: brokenRun.diagnosis.boundaries.map((row) => ({
      ...row,
      from: hostile,
      to: hostile,
      summary: hostile,
      evidence: [hostile],
    })),
    notJudged: [hostile],
  },
  experiments: [],
  engineVersion: hostile,
  calibrationVersion: hostile,
};

/** The tags of a page, as a browser's tokenizer sees them in a page that escapes properly. */
const tagsOf = (page: string) =>
  new Set(
    [...page.replace(/<style>.*<\/style>/s, "").matchAll(/<\/?([a-zA-Z!][^\s>]*)/g)].map(([, name]) => name),
  );

describe("reportHtml()", () => {
  test("lets no text of others become markup", () => {
    const page = reportHtml(hostileRun);
    expect(tagsOf(page)).not.toContain("script");
    expect(tagsOf(page)).not.toContain("img");
    expect(page).not.toContain(hostile);
    expect(page).toContain("&quot;&gt;&lt;script&gt;");
    for (const [, value = ""] of page.matchAll(/(?:href|id|class)="([^"]*)"/g))
      expect(value).not.toMatch(/[<>'"]/);
  });

  test("needs no script, no network and no other file", () => {
    const page = reportHtml(brokenRun);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|@import|url\(/);
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, to]) => to?.startsWith("#"))).toBe(true);
  });

  test("says what a text report says", () => {
    const page = reportHtml(brokenRun);
    for (const words of [
      "BROKEN",
      "certificate-chain-incomplete",
      "98 % sure",
      "Proof",
      "Fix",
      "Prevention",
      "It could also be",
      "Ruled out",
      "Could not be seen",
      "6 records",
    ]) {
      expect(page).toContain(words);
    }
    expect(reportHtml(healthyRun)).toContain("HEALTHY");
  });

  test("leads from each cited id to its record", () => {
    const page = reportHtml(brokenRun);
    for (const { id } of brokenRun.evidence) expect(page).toContain(`id="${id}"`);
  });

  test("closes what it opens", () => {
    for (const run of [brokenRun, healthyRun, hostileRun]) {
      const open: string[] = [];
      for (const [, slash, name = ""] of reportHtml(run)
        .replace(/<!DOCTYPE html>|<meta[^>]*>|<style>.*<\/style>/gs, "")
        .matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
        if (slash === "") open.push(name);
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
    }
  });
});

const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

test("html`` never lets a value out of its text or attribute", () => {
  fc.assert(
    fc.property(anyText, (value) => {
      const { text } = html`<p title="${value}">${value}</p>`;
      expect(text.slice(10, -4).replace('">', "")).not.toMatch(/[<>"']/);
    }),
  );
});
