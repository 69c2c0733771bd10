import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "accept-queue-overflow": () => import("./accept-queue-overflow.ts"),
  "accept-queue-overflow.nginx": () => import("./accept-queue-overflow.nginx.ts"),
  "bound-to-loopback-only": () => import("./bound-to-loopback-only.ts"),
  "bound-to-loopback-only.other-address": () => import("./bound-to-loopback-only.other-address.ts"),
  "idle-timeout-reset": () => import("./idle-timeout-reset.ts"),
  "idle-timeout-reset.abort": () => import("./idle-timeout-reset.abort.ts"),
  "peer-resets": () => import("./peer-resets.ts"),
  "peer-resets.accept": () => import("./peer-resets.accept.ts"),
  "port-not-listening": () => import("./port-not-listening.ts"),
  "port-not-listening.stopped": () => import("./port-not-listening.stopped.ts"),
};
