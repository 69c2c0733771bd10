import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "asymmetric-path-dropped": () => import("./asymmetric-path-dropped.ts"),
  "asymmetric-path-dropped.firewall": () => import("./asymmetric-path-dropped.firewall.ts"),
  "asymmetric-path-dropped.no-state": () => import("./asymmetric-path-dropped.no-state.ts"),
  "asymmetric-path-dropped.router": () => import("./asymmetric-path-dropped.router.ts"),
  "reply-from-wrong-address": () => import("./reply-from-wrong-address.ts"),
  "reply-from-wrong-address.dns": () => import("./reply-from-wrong-address.dns.ts"),
  "reply-from-wrong-address.dns-forward": () => import("./reply-from-wrong-address.dns-forward.ts"),
  "reply-from-wrong-address.masqueraded": () => import("./reply-from-wrong-address.masqueraded.ts"),
  "reply-from-wrong-address.rewritten": () => import("./reply-from-wrong-address.rewritten.ts"),
  "reply-from-wrong-address.router": () => import("./reply-from-wrong-address.router.ts"),
  "response-truncated": () => import("./response-truncated.ts"),
  "response-truncated.chunked": () => import("./response-truncated.chunked.ts"),
  "response-truncated.haproxy": () => import("./response-truncated.haproxy.ts"),
  "response-truncated.nginx": () => import("./response-truncated.nginx.ts"),
  "response-truncated.reset": () => import("./response-truncated.reset.ts"),
  "response-truncated.stalled-proxy": () => import("./response-truncated.stalled-proxy.ts"),
  "return-route-missing": () => import("./return-route-missing.ts"),
  "return-route-missing.blackhole": () => import("./return-route-missing.blackhole.ts"),
  "return-route-missing.router": () => import("./return-route-missing.router.ts"),
};
