import type { Scenario } from "../scenario.ts";

/** Scenarios by name: the name of the file, which is its cause and, after a dot, its mechanism. */
export type ScenarioFamily = Readonly<Record<string, () => Promise<{ readonly scenario: Scenario }>>>;
