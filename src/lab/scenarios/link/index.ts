import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "duplicate-address": () => import("./duplicate-address.ts"),
  "duplicate-address.gateway": () => import("./duplicate-address.gateway.ts"),
  "interface-down": () => import("./interface-down.ts"),
  "interface-down.no-carrier": () => import("./interface-down.no-carrier.ts"),
  "interface-down.server": () => import("./interface-down.server.ts"),
  "neighbour-unresolved": () => import("./neighbour-unresolved.ts"),
  "neighbour-unresolved.mute": () => import("./neighbour-unresolved.mute.ts"),
  "neighbour-unresolved.router": () => import("./neighbour-unresolved.router.ts"),
  "neighbour-unresolved.router-ipv6": () => import("./neighbour-unresolved.router-ipv6.ts"),
  "no-address": () => import("./no-address.ts"),
  "no-address.link-local": () => import("./no-address.link-local.ts"),
  "subnet-mask-mismatch": () => import("./subnet-mask-mismatch.ts"),
  "subnet-mask-mismatch.server": () => import("./subnet-mask-mismatch.server.ts"),
};
