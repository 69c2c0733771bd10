import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {};
