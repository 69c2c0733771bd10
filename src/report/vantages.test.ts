import { expect, test } from "vitest";
import type { Evidence, Gap } from "../evidence/index.ts";
import { vantagesLine, vantagesOf } from "./vantages.ts";

const run = (names: readonly string[], needs: readonly string[]) => ({
  evidence: names.map((vantage) => ({ vantage }) as Evidence), // Nothing else of a record is looked at.
  gaps: needs.map((text): Gap => ({ boundary: "client", needs: text, reason: "permission", allowBy: "x" })),
  vantage: { name: "client", host: "h", netns: "n" },
});

test("a run of one place says nothing of places", () => {
  expect(vantagesLine(run(["client"], ["the kernel's log"]))).toBeNull();
});

test("the places that were looked at and those that could not be had are told apart", () => {
  const both = run(
    ["client", "edge", "edge"],
    ["what the vantage node2 sees: it is an agent: not supported yet"],
  );
  expect(vantagesOf(both)).toEqual({
    looked: ["edge"],
    missing: [{ name: "node2", why: "it is an agent: not supported yet" }],
  });
  expect(vantagesLine(both)).toBe("also looked at edge; could not be had: node2");
});
