import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "one-address-dead": () => import("./one-address-dead.ts"),
  "one-address-dead.silent": () => import("./one-address-dead.silent.ts"),
};
