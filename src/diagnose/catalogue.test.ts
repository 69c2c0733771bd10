import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { boundaries } from "../base/index.ts";
import { catalogue, catalogueRow } from "./catalogue.ts";

/** How many causes the catalogue promises. */
const ROWS = 126;
/** The catalogue as a table of its own, where it lies beside this project. */
const beside = new URL("../../../shared/causes.tsv", import.meta.url);

const ids = catalogue.map(({ id }) => id);

test("the catalogue holds 126 causes, each once, in the order of the walk", () => {
  expect(catalogue).toHaveLength(ROWS);
  expect(new Set(ids).size).toBe(ROWS);
  const order = catalogue.map(({ boundary }) => boundaries.indexOf(boundary));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test.each(catalogue)("$id is words joined by hyphens and has a meaning", ({ id, meaning }) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  expect(meaning).toMatch(/^[A-Za-z/].{15,300}\.$/);
});

test.each(catalogue)("what explains $id is another cause of the catalogue", ({ id, explainedBy }) => {
  expect(explainedBy.filter((other) => other === id || !ids.includes(other))).toEqual([]);
});

test("catalogueRow() finds a row, and null for what is none", () => {
  expect(catalogueRow("certificate-expired")?.boundary).toBe("tls");
  expect(catalogueRow("toString")).toBeNull();
});

describe.skipIf(!existsSync(beside))("the table beside this project (skipped where there is none)", () => {
  const rows = existsSync(beside) ? readFileSync(beside, "utf8").trimEnd().split("\n").slice(1) : [];

  test("has the same ids, boundaries and explanations, in the same order", () => {
    const theirs = rows.map((row) => {
      const [boundary, id, , , explained = ""] = row.split("\t");
      return `${boundary} ${id} ${explained}`;
    });
    const ours = catalogue.map(
      ({ boundary, id, explainedBy, explainedByAny }) =>
        `${boundary} ${id} ${explainedByAny ?? explainedBy.join(",")}`,
    );
    expect(ours).toEqual(theirs);
  });
});
