import { describe, expect, test } from "vitest";
import { brokenRun, exampleRecord, healthyRun } from "../../test/run-example.ts";
import { reportText, verdictLine } from "./text.ts";

const style = { color: false, width: 80, verbose: false };

describe("reportText()", () => {
  const page = reportText(brokenRun, style);
  const lines = page.split("\n");

  test("keeps to the columns of the terminal", () => {
    for (const width of [60, 80, 100]) {
      const long = reportText(brokenRun, { ...style, width, verbose: true })
        .split("\n")
        .filter((line) => line.length > width);
      expect(long).toEqual([]);
    }
  });

  test("shows the way first, with the broken boundary marked", () => {
    const way = lines.slice(0, 5).join(" ");
    expect(way).toMatch(/dns ✓ 4\.1 ms > .*tcp ✓ 1\.2 ms > .*tls ✗ BROKEN/);
    expect(way).not.toContain("cni");
    expect(page.indexOf("BROKEN at tls")).toBeLessThan(page.indexOf("Proof"));
  });

  test("says status, place, cause and certainty on one line", () =>
    expect(lines).toContain("BROKEN at tls (192.0.2.10:443): certificate-chain-incomplete, 98 % sure"));

  test("puts proof, fix, alternatives, what is ruled out, gaps and prevention in this order", () => {
    const at = ["Proof", "Fix", "It could also be", "Ruled out", "Could not be seen", "Prevention"].map(
      (head) => lines.indexOf(head),
    );
    expect(at).not.toContain(-1);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  test("says how to see each cited record by hand", () => {
    expect(page).toContain("see it by hand");
    expect(page).toContain("openssl s_client -connect 192.0.2.10:443");
  });

  test("says at which other host a record was made and a command is to be run", () => {
    const evidence = brokenRun.evidence.map((record) =>
      record.id === "e5" ? { ...record, vantage: "web1" } : record,
    );
    const told = reportText({ ...brokenRun, evidence }, style);
    expect(told).toContain("e5   at web1: TLS with 192.0.2.10:443");
    expect(told).toContain("see it by hand at web1:");
    expect(page).not.toContain("at web1");
  });

  test("breaks a command of a fix so that it can be copied", () => {
    const command = `openssl s_client -connect 192.0.2.10:443 -servername shop.example -verify_return_error </dev/null`;
    const { verdict } = brokenRun.diagnosis;
    const diagnosis = { ...brokenRun.diagnosis, verdict: { ...verdict, fix: [`Verify: ${command}`] } };
    const told = reportText({ ...brokenRun, diagnosis }, style).split("\n");
    const start = told.indexOf("  Verify:");
    expect(told[start + 1]).toMatch(/^ {2}openssl .* \\$/);
    const parts = told.slice(start + 1, told.indexOf("", start));
    expect(
      parts
        .join(" ")
        .replace(/ \\\s+/g, " ")
        .trim(),
    ).toBe(command);
  });

  test("says in words what another fault was seen by", () => {
    const alsoFound = [{ boundary: "tcp", cause: null, confidence: 0.5, because: ["e4"] } as const];
    const told = reportText({ ...brokenRun, diagnosis: { ...brokenRun.diagnosis, alsoFound } }, style);
    expect(told).toContain(
      "tcp: no listed cause, 50 % sure (e4)\n    TCP to 192.0.2.10:443 connects in 1.2 ms",
    );
  });

  test("fits a first screen of 24 lines up to the first fix", () =>
    expect(lines.findIndex((line) => line.startsWith("  1. "))).toBeLessThan(24));

  test("has no colour unless it is asked for", () => {
    expect(page).not.toContain("\u001b");
    expect(reportText(brokenRun, { ...style, color: true })).toContain("\u001b[31m");
  });

  test("is short for a healthy run and tells what each phase took", () => {
    const healthy = reportText(healthyRun, style);
    expect(healthy.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
    expect(healthy).toContain("HEALTHY: https://shop.example/api answers properly");
    expect(healthy.replace(/\s+/g, " ")).toContain(
      "look-up 4.1 ms, connect 1.2 ms, TLS 9.4 ms, first byte 21 ms",
    );
  });

  test("lists every record when asked for more", () => {
    const long = reportText(brokenRun, { ...style, verbose: true });
    for (const { id } of brokenRun.evidence) expect(long).toMatch(new RegExp(`^  ${id} `, "m"));
  });

  test("spells out what a server sends to steer the terminal", () => {
    const record = exampleRecord(
      "e5",
      "symptom",
      { text: "\u001b]0;gone\u0007\u202e evil", signals: [] },
      { boundary: "client" },
    );
    const told = reportText({ ...brokenRun, evidence: [record] }, style);
    expect(told.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(told).toContain("\\x1b]0;gone\\x07\\u202e evil");
  });

  test("tells kinds that were not judged", () => {
    const run = { ...brokenRun, diagnosis: { ...brokenRun.diagnosis, notJudged: ["quantum-link"] } };
    expect(reportText(run, style)).toContain("Not judged: kinds quantum-link");
  });
});

test("verdictLine() of an unknown cause says so", () => {
  const { verdict } = brokenRun.diagnosis;
  expect(verdictLine({ ...verdict, cause: null })).toBe(
    "BROKEN at tls (192.0.2.10:443): no listed cause, 98 % sure",
  );
});
