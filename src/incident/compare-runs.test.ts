import { expect, test } from "vitest";
import { brokenRun } from "../../test/run-example.ts";
import type { Evidence } from "../evidence/index.ts";
import { compareJsonText, compareText, type Run } from "../report/index.ts";
import { compareRuns } from "./compare-runs.ts";

/** A run with other values in the records of one kind. */
function having(run: Run, kind: Evidence["kind"], value: object): Run {
  const evidence = run.evidence.map((record) =>
    record.kind === kind ? ({ ...record, value: { ...record.value, ...value } } as Evidence) : record,
  ); // The values given are of the kind.
  return { ...run, evidence };
}

test("a run is the same as itself, whatever its ids and times", () => {
  const later: Run = {
    ...brokenRun,
    startedAt: brokenRun.startedAt + 1e6,
    evidence: brokenRun.evidence.map((record, index) => ({
      ...record,
      id: `x${index}`,
      observedAt: record.observedAt + 1e6,
      took: record.took + 5,
    })),
  };
  const { differences, compared } = compareRuns(brokenRun, later);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(5);
});

test("the first difference is the one that the request meets first, whatever was recorded first", () => {
  const other = having(having(brokenRun, "tls-handshake", { version: "TLSv1.2" }), "tcp-connect", {
    outcome: "refused",
    errno: "ECONNREFUSED",
  });
  const { differences } = compareRuns(brokenRun, other);
  expect(differences[0]).toMatchObject({
    boundary: "tcp",
    what: "TCP connection",
    a: "connected",
    b: "refused (ECONNREFUSED)",
    vantage: null,
  });
  expect(differences.map(({ boundary }) => boundary)).toContain("tls");
});

test("what only one run reached is no difference", () => {
  const short = { ...brokenRun, evidence: brokenRun.evidence.filter(({ kind }) => kind !== "tls-handshake") };
  expect(compareRuns(brokenRun, short).differences).toEqual([]);
  expect(compareRuns(short, brokenRun).differences).toEqual([]);
});

test.each([
  [1.2, 150, false],
  [1.2, 201.3, true],
  [2_000, 2_300, false],
  [1_000, 2_000, true],
])("a handshake of %d ms against one of %d ms differs: %s", (a, b, isTold) => {
  const [one, two] = [a, b].map((handshake) => having(brokenRun, "tcp-connect", { handshake }));
  if (one === undefined || two === undefined) throw new Error("two values give two runs");
  expect(compareRuns(one, two).differences.length > 0).toBe(isTold);
});

test("the comparison is told to a person and to a program", () => {
  const other = having(brokenRun, "tcp-connect", { outcome: "timed-out" });
  const told = {
    a: { name: "before\u001b[2J", run: brokenRun },
    b: { name: "after", run: other },
    comparison: compareRuns(brokenRun, other),
  };
  const text = compareText(told, { color: false, width: 80 });
  expect(text).toContain("They part here first\n  tcp: TCP connection\n    A  connected");
  expect(text).not.toContain("\u001b");
  const json = JSON.parse(compareJsonText(told));
  expect(json).toMatchObject({
    schema: "faultline.compare/1",
    same: false,
    first: { a: "connected", b: "timed-out" },
  });
  const same = { ...told, comparison: compareRuns(brokenRun, brokenRun) };
  expect(compareText(same, { color: false, width: 80 })).toContain("The same: none of");
  expect(JSON.parse(compareJsonText(same))).toMatchObject({ same: true, first: null });
});
