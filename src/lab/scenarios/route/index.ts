import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "address-range-overlap": () => import("./address-range-overlap.ts"),
  "address-range-overlap.router": () => import("./address-range-overlap.router.ts"),
  "gateway-unreachable": () => import("./gateway-unreachable.ts"),
  "gateway-unreachable.down": () => import("./gateway-unreachable.down.ts"),
  "gateway-unreachable.router": () => import("./gateway-unreachable.router.ts"),
  "no-route": () => import("./no-route.ts"),
  "no-route.ipv6": () => import("./no-route.ipv6.ts"),
  "no-route.router": () => import("./no-route.router.ts"),
  "route-blackholed": () => import("./route-blackholed.ts"),
  "route-blackholed.router": () => import("./route-blackholed.router.ts"),
  "route-blackholed.rule": () => import("./route-blackholed.rule.ts"),
  "wrong-route-preferred": () => import("./wrong-route-preferred.ts"),
  "wrong-route-preferred.router": () => import("./wrong-route-preferred.router.ts"),
  "wrong-route-preferred.tunnel": () => import("./wrong-route-preferred.tunnel.ts"),
};
