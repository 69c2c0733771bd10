import { expect, test } from "vitest";
import { agrees } from "./agrees.ts";
import { degraded } from "./scenario.ts";

const expected = degraded("dns", "one-address-dead");
const said = (status: "degraded" | "broken" | "healthy", cause = "one-address-dead") => ({
  ...expected,
  status,
  cause,
  alternatives: [],
  confidence: 0.95,
  summary: "",
});

test("agrees() wants the status that is expected, or the other one where both may be", () => {
  const either = { ...expected, orStatus: "broken" } as const;
  expect(agrees(said("degraded"), expected)).toBe(true);
  expect(agrees(said("broken"), expected)).toBe(false);
  expect(agrees(said("broken"), either)).toBe(true);
  expect(agrees(said("degraded"), either)).toBe(true);
  expect(agrees(said("healthy"), either)).toBe(false);
  expect(agrees(said("broken", "certificate-expired"), either)).toBe(false);
});
