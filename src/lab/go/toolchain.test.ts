import { expect, test } from "vitest";
import { isNewEnough } from "./toolchain.ts";

test.each([
  ["1.19", false],
  ["1.24", false],
  ["1.25", true],
  ["1.26", true],
  ["2.0", true],
])("isNewEnough() of Go %s is %j", (version, isEnough) => {
  expect(isNewEnough(version)).toBe(isEnough);
});
