import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectationOf, healthy, variantsOf } from "../scenario.ts";
import {
  awaitedClusterNames,
  awaitedNames,
  clusterScenarioNames,
  loadClusterScenario,
  loadScenario,
  scenarioNames,
} from "./index.ts";

const all = await Promise.all([
  ...scenarioNames.map(async (name) => ({ name, scenario: await loadScenario(name) })),
  ...clusterScenarioNames.map(async (name) => ({ name, scenario: await loadClusterScenario(name) })),
]);

test("a scenario is named as its cause, and after a dot as its mechanism", () => {
  const wrong = all.filter(
    ({ name, scenario }) => scenario.cause !== null && name.split(".")[0] !== scenario.cause,
  );
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test("every file of a scenario is in the list of its family", () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.includes("/"),
  );
  const scenarios = files.filter(
    (file) => !/(index|\.test)\.ts$/.test(file) && isScenario(join(folder, file)),
  );
  const names = scenarios.map((file) => file.replace(/^.*\//, "").replace(/\.ts$/, ""));
  const listed = new Set([
    ...[...scenarioNames, ...awaitedNames],
    ...[...clusterScenarioNames, ...awaitedClusterNames],
  ]);
  expect(names.filter((name) => !listed.has(name))).toEqual([]);
});

test("a fault is expected under its own cause and boundary, and its sound variants are healthy", () => {
  for (const { scenario } of all)
    for (const variant of variantsOf(scenario)) {
      const expected = expectationOf(scenario, variant);
      if (variant === "fault" && expected.status !== "healthy")
        expect(expected).toMatchObject({ boundary: scenario.boundary, cause: scenario.cause });
      if (variant === "near-miss") expect(expected.cause).not.toBe(scenario.cause);
      if (scenario.boundary === null) expect(expected).toEqual(healthy);
    }
});

test("a name that is nearly one is answered with the one", async () => {
  await expect(loadScenario("firewall-drop")).rejects.toThrow(/Did you mean firewall-drops/);
});

/** Whether a file exports a scenario; others are pieces that scenarios of its folder share. */
const isScenario = (path: string): boolean => /^export const scenario\b/m.test(readFileSync(path, "utf8"));
