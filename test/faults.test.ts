import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue, catalogueRow, causes } from "../src/diagnose/index.ts";
import { everySignal } from "../src/signals/index.ts";
import { exemptions, mostExemptions } from "./exemptions.ts";

const tables = new Map(causes.map((cause) => [cause.id, cause]));

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && basename(file) !== "index.ts",
  );

/** Scenarios are named as their cause; further mechanisms of it add a word behind a dot. */
const withLab = new Set(
  filesOf(join("src", "lab", "scenarios")).map((file) => basename(file, ".ts").split(".")[0] ?? ""),
);

describe.each(causes)("the table of $id", (cause) => {
  const row = catalogueRow(cause.id);

  test("has its row in the catalogue, with the same boundary", () => {
    expect(row?.boundary).toBe(cause.boundary);
  });

  test("is explained by what the catalogue says", () => {
    // A class of causes, in words, is spelt out by the table with those that this version knows.
    const expected = row?.explainedByAny === null ? row.explainedBy.toSorted() : null;
    if (expected !== null) expect(cause.explainedBy.toSorted()).toEqual(expected);
    expect(cause.explainedBy.filter((id) => catalogueRow(id) === null)).toEqual([]);
  });

  test("stands in a file of its name", () => {
    const folder = join("src", "diagnose", "causes", cause.boundary);
    expect(filesOf(folder).map((file) => basename(file, ".ts"))).toContain(cause.id);
  });
});

test.each(catalogue)("$id has a table and a lab scenario, or a reason why not", ({ id }) => {
  const lacks = exemptions[id]?.lacks;
  expect({ table: tables.has(id), lab: withLab.has(id) }).toEqual({
    table: lacks !== "table and lab",
    lab: lacks === undefined,
  });
});

test("exemptions are causes of the catalogue, each with a reason, and their number only falls", () => {
  expect(Object.keys(exemptions).filter((id) => catalogueRow(id) === null)).toEqual([]);
  expect(Object.values(exemptions).filter(({ reason }) => reason.length < 20)).toEqual([]);
  expect(Object.keys(exemptions).length).toBe(mostExemptions);
});

test("signals name only causes of the catalogue", () => {
  const named = everySignal().flatMap((signal) => signal.causes);
  expect([...new Set(named)].filter((id) => catalogueRow(id) === null)).toEqual([]);
});
