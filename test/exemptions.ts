/** What a cause of the catalogue still lacks, and why. */
export interface Exemption {
  readonly lacks: "table and lab" | "lab";
  readonly reason: string;
}

const cluster =
  "Its evidence is in the Kubernetes API and the nodes' datapath, which this version does not read.";
const pod = "Its evidence is in the Kubernetes API, which this version does not read.";

const all = (lacks: Exemption["lacks"], reason: string, ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, { lacks, reason }]));

/**
 * Causes without a table or without a lab scenario. This list may only shrink: what is in it and no longer needs to be
 * fails the tests, and so does a longer list.
 */
export const exemptions: Readonly<Record<string, Exemption>> = {
  ...all("table and lab", cluster, [
    "service-missing",
    "selector-matches-nothing",
    "no-ready-endpoints",
    "target-port-mismatch",
    "stale-endpoint",
    "service-not-programmed",
    "local-policy-without-endpoint",
    "networkpolicy-denies-ingress",
    "networkpolicy-denies-egress",
    "masquerade-missing",
    "pod-route-missing",
    "overlay-mtu-too-large",
    "forwarding-disabled",
    "node-not-ready",
  ]),
  ...all("table and lab", pod, [
    "crash-looping",
    "out-of-memory-killed",
    "readiness-failing",
    "pod-not-running",
    "not-listening",
    "shutdown-race",
  ]),
};

/** The length of the list when it was last shortened. Lower it with the list; never raise it. */
export const mostExemptions = 20;
