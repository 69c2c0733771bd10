import type { ClusterScenario } from "../../cluster-scenario.ts";

/** Scenarios in a cluster whose verdict is not yet what it should be. This list may only shrink. */
export const awaitedInClusters: Readonly<
  Record<string, () => Promise<{ readonly scenario: ClusterScenario }>>
> = {
  "networkpolicy-denies-egress.no-dns": () => import("./networkpolicy-denies-egress.no-dns.ts"),
  "networkpolicy-denies-egress.overlay": () => import("./networkpolicy-denies-egress.overlay.ts"),
  "networkpolicy-denies-ingress.overlay": () => import("./networkpolicy-denies-ingress.overlay.ts"),
  "masquerade-missing": () => import("./masquerade-missing.ts"),
  "masquerade-missing.other-range": () => import("./masquerade-missing.other-range.ts"),
  "masquerade-missing.unseen": () => import("./masquerade-missing.unseen.ts"),
  "node-not-ready": () => import("./node-not-ready.ts"),
  "pod-route-missing": () => import("./pod-route-missing.ts"),
  "masquerade-missing.service": () => import("./masquerade-missing.service.ts"),
  "node-not-ready.plugin": () => import("./node-not-ready.plugin.ts"),
  "pod-route-missing.unseen": () => import("./pod-route-missing.unseen.ts"),
  "pod-route-missing.back": () => import("./pod-route-missing.back.ts"),
  "selector-matches-nothing.scaled-to-zero": () => import("./selector-matches-nothing.scaled-to-zero.ts"),
  "no-ready-endpoints": () => import("./no-ready-endpoints.ts"),
  "no-ready-endpoints.initial-delay": () => import("./no-ready-endpoints.initial-delay.ts"),
  "target-port-mismatch": () => import("./target-port-mismatch.ts"),
  "target-port-mismatch.name": () => import("./target-port-mismatch.name.ts"),
  "stale-endpoint": () => import("./stale-endpoint.ts"),
  "stale-endpoint.share": () => import("./stale-endpoint.share.ts"),
  "crash-looping.init": () => import("./crash-looping.init.ts"),
  "out-of-memory-killed": () => import("./out-of-memory-killed.ts"),
  "readiness-failing": () => import("./readiness-failing.ts"),
  "readiness-failing.probe-port": () => import("./readiness-failing.probe-port.ts"),
  "pod-not-running": () => import("./pod-not-running.ts"),
  "pod-not-running.config": () => import("./pod-not-running.config.ts"),
  "not-listening.port": () => import("./not-listening.port.ts"),
  "shutdown-race": () => import("./shutdown-race.ts"),
  "pod-route-missing.tunnel": () => import("./pod-route-missing.tunnel.ts"),
  "selector-matches-nothing.overlay": () => import("./selector-matches-nothing.overlay.ts"),
  "networkpolicy-denies-egress": () => import("./networkpolicy-denies-egress.ts"),
  "networkpolicy-denies-egress.service-port": () => import("./networkpolicy-denies-egress.service-port.ts"),
  "networkpolicy-denies-egress.service-address": () =>
    import("./networkpolicy-denies-egress.service-address.ts"),
  "networkpolicy-denies-ingress.port-range": () => import("./networkpolicy-denies-ingress.port-range.ts"),
  "out-of-memory-killed.at-times": () => import("./out-of-memory-killed.at-times.ts"),
};
