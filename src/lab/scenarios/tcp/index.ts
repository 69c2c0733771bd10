import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "accept-queue-overflow": () => import("./accept-queue-overflow.ts"),
  "accept-queue-overflow.nginx": () => import("./accept-queue-overflow.nginx.ts"),
  "accept-queue-overflow.server": () => import("./accept-queue-overflow.server.ts"),
  "bound-to-loopback-only": () => import("./bound-to-loopback-only.ts"),
  "bound-to-loopback-only.other-address": () => import("./bound-to-loopback-only.other-address.ts"),
  "bound-to-loopback-only.server": () => import("./bound-to-loopback-only.server.ts"),
  "idle-timeout-reset": () => import("./idle-timeout-reset.ts"),
  "idle-timeout-reset.abort": () => import("./idle-timeout-reset.abort.ts"),
  "middlebox-resets": () => import("./middlebox-resets.ts"),
  "middlebox-resets.client-hello": () => import("./middlebox-resets.client-hello.ts"),
  "peer-resets": () => import("./peer-resets.ts"),
  "peer-resets.accept": () => import("./peer-resets.accept.ts"),
  "peer-resets.seen": () => import("./peer-resets.seen.ts"),
  "port-not-listening": () => import("./port-not-listening.ts"),
  "port-not-listening.server": () => import("./port-not-listening.server.ts"),
  "port-not-listening.stopped": () => import("./port-not-listening.stopped.ts"),
  "receiver-not-reading": () => import("./receiver-not-reading.ts"),
  "receiver-not-reading.deadline": () => import("./receiver-not-reading.deadline.ts"),
  "receiver-not-reading.seen": () => import("./receiver-not-reading.seen.ts"),
  "receiver-not-reading.stopped": () => import("./receiver-not-reading.stopped.ts"),
  "syn-flood": () => import("./syn-flood.ts"),
  "syn-flood.nginx": () => import("./syn-flood.nginx.ts"),
  "syn-flood.server": () => import("./syn-flood.server.ts"),
};
