import { expect, test } from "vitest";
import { configuration } from "../../../test/hop-records.ts";
import { asking, attempt, nginxPage, proper } from "../../../test/http-records.ts";
import { causes } from "../../diagnose/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import type { Expectation } from "../scenario.ts";
import { calibrate } from "./calibrate.ts";

const sound = [asking(), ...attempt({ exchange: { status: 200 }, attempt: proper })];

/** nginx answers 503, as it is told to. */
const closed = [
  asking(),
  ...attempt({
    exchange: nginxPage(503, "Service Temporarily Unavailable"),
    attempt: { answeredProperly: false, failedAt: "exchange", status: 503 },
  }),
  configuration({
    route: {
      name: "server shop.example, location /",
      where: "nginx.conf:4",
      because: "it fits",
      isDefault: false,
      action: { kind: "answers", status: 503 },
    },
  }),
];

/** All replays of a run, and those that are right. */
function counted(evidence: readonly Evidence[], expected: Expectation) {
  const { buckets, replays } = calibrate([{ family: "any", evidence, expected }], causes, 1);
  return { replays, right: Object.values(buckets).reduce((sum, { right }) => sum + right, 0) };
}

const brokenAt = (boundary: Expectation["boundary"]): Expectation => ({
  status: "broken",
  boundary,
  cause: null,
});

test("a run that replays as healthy is never right where a boundary alone is the truth", () => {
  const { replays, right } = counted(sound, brokenAt("proxy"));
  expect(replays).toBeGreaterThan(0);
  expect(right).toBe(0);
});

test("a verdict without a cause is right at its boundary, and at no other", () => {
  expect(counted(closed, brokenAt("proxy")).right).toBeGreaterThan(0);
  expect(counted(closed, brokenAt("app")).right).toBe(0);
});

test("a sound run that replays as healthy is right", () => {
  const { replays, right } = counted(sound, { status: "healthy", boundary: null, cause: null });
  expect(right).toBe(replays);
});
