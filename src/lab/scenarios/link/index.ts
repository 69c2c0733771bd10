import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "interface-down": () => import("./interface-down.ts"),
  "interface-down.no-carrier": () => import("./interface-down.no-carrier.ts"),
  "neighbour-unresolved": () => import("./neighbour-unresolved.ts"),
  "neighbour-unresolved.mute": () => import("./neighbour-unresolved.mute.ts"),
  "no-address": () => import("./no-address.ts"),
  "no-address.link-local": () => import("./no-address.link-local.ts"),
};
