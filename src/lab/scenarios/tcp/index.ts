import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "accept-queue-overflow": () => import("./accept-queue-overflow.ts"),
  "accept-queue-overflow.nginx": () => import("./accept-queue-overflow.nginx.ts"),
  "bound-to-loopback-only": () => import("./bound-to-loopback-only.ts"),
  "bound-to-loopback-only.other-address": () => import("./bound-to-loopback-only.other-address.ts"),
  "idle-timeout-reset": () => import("./idle-timeout-reset.ts"),
  "idle-timeout-reset.abort": () => import("./idle-timeout-reset.abort.ts"),
  "middlebox-resets": () => import("./middlebox-resets.ts"),
  "middlebox-resets.client-hello": () => import("./middlebox-resets.client-hello.ts"),
  "peer-resets": () => import("./peer-resets.ts"),
  "peer-resets.accept": () => import("./peer-resets.accept.ts"),
  "port-not-listening": () => import("./port-not-listening.ts"),
  "port-not-listening.stopped": () => import("./port-not-listening.stopped.ts"),
  "receiver-not-reading": () => import("./receiver-not-reading.ts"),
  "receiver-not-reading.stopped": () => import("./receiver-not-reading.stopped.ts"),
};
