import type { ClusterScenario } from "../../cluster-scenario.ts";

/** Scenarios by name: the name of the file, which is its cause and, after a dot, its mechanism. */
export const clusterFamily: Readonly<Record<string, () => Promise<{ readonly scenario: ClusterScenario }>>> =
  {
    "selector-matches-nothing": () => import("./selector-matches-nothing.ts"),
    "networkpolicy-denies-ingress": () => import("./networkpolicy-denies-ingress.ts"),
    "networkpolicy-denies-ingress.other-labels": () =>
      import("./networkpolicy-denies-ingress.other-labels.ts"),
    "networkpolicy-denies-ingress.other-namespace": () =>
      import("./networkpolicy-denies-ingress.other-namespace.ts"),
    "networkpolicy-denies-ingress.service-port": () =>
      import("./networkpolicy-denies-ingress.service-port.ts"),
    "networkpolicy-denies-ingress.except": () => import("./networkpolicy-denies-ingress.except.ts"),
    "pod-route-missing.refused": () => import("./pod-route-missing.refused.ts"),
    "overlay-mtu-too-large": () => import("./overlay-mtu-too-large.ts"),
    "overlay-mtu-too-large.network": () => import("./overlay-mtu-too-large.network.ts"),
    "overlay-mtu-too-large.unseen": () => import("./overlay-mtu-too-large.unseen.ts"),
    "forwarding-disabled": () => import("./forwarding-disabled.ts"),
    "forwarding-disabled.policy": () => import("./forwarding-disabled.policy.ts"),
    "healthy-short-name": () => import("./healthy-short-name.ts"),
    "service-missing": () => import("./service-missing.ts"),
    "service-missing.namespace": () => import("./service-missing.namespace.ts"),
    "service-missing.port": () => import("./service-missing.port.ts"),
    "stale-endpoint.proxy-stopped": () => import("./stale-endpoint.proxy-stopped.ts"),
    "service-not-programmed": () => import("./service-not-programmed.ts"),
    "service-not-programmed.flushed": () => import("./service-not-programmed.flushed.ts"),
    "service-not-programmed.iptables": () => import("./service-not-programmed.iptables.ts"),
    "local-policy-without-endpoint": () => import("./local-policy-without-endpoint.ts"),
    "local-policy-without-endpoint.external": () => import("./local-policy-without-endpoint.external.ts"),
    "crash-looping": () => import("./crash-looping.ts"),
    "crash-looping.share": () => import("./crash-looping.share.ts"),
    "out-of-memory-killed.share": () => import("./out-of-memory-killed.share.ts"),
    "pod-not-running.unschedulable": () => import("./pod-not-running.unschedulable.ts"),
    "not-listening": () => import("./not-listening.ts"),
    "app-error": () => import("./app-error.ts"),
    "app-error.share": () => import("./app-error.share.ts"),
    "app-slow": () => import("./app-slow.ts"),
    "healthy-headless": () => import("./healthy-headless.ts"),
    "healthy-node-port": () => import("./healthy-node-port.ts"),
    "healthy-terminating-endpoint": () => import("./healthy-terminating-endpoint.ts"),
    "healthy-old-events": () => import("./healthy-old-events.ts"),
  };
