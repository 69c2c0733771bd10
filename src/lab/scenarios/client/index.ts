import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "ephemeral-ports-exhausted": () => import("./ephemeral-ports-exhausted.ts"),
  "ephemeral-ports-exhausted.time-wait": () => import("./ephemeral-ports-exhausted.time-wait.ts"),
  "local-firewall-blocks": () => import("./local-firewall-blocks.ts"),
  "local-firewall-blocks.drop": () => import("./local-firewall-blocks.drop.ts"),
};
