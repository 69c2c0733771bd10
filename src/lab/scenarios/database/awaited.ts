import type { ScenarioFamily } from "../family.ts";

/** Scenarios of this family whose verdict is not yet what it should be. This list may only shrink. */
export const awaited: ScenarioFamily = {};
