import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "neighbour-unresolved": () => import("./neighbour-unresolved.ts"),
  "neighbour-unresolved.mute": () => import("./neighbour-unresolved.mute.ts"),
};
