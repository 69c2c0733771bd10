import type { ScenarioFamily } from "../family.ts";

/** Scenarios of this family whose verdict is not yet what it should be. This list may only shrink. */
export const awaited: ScenarioFamily = {
  "database-read-only": () => import("./database-read-only.ts"),
  "database-read-only.redis": () => import("./database-read-only.redis.ts"),
  "database-read-only.standby": () => import("./database-read-only.standby.ts"),
};
