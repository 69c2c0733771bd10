import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `service`. */
export const serviceRows: readonly CatalogueRow[] = [
  {
    id: "service-missing",
    boundary: "service",
    meaning: "There is no such Service, namespace or port.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "selector-matches-nothing",
    boundary: "service",
    meaning: "The Service's selector matches no Pod.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "no-ready-endpoints",
    boundary: "service",
    meaning: "Pods match and none is ready, and no row of `app` or `cni` says why.",
    explainedBy: [
      "readiness-failing",
      "crash-looping",
      "out-of-memory-killed",
      "pod-not-running",
      "node-not-ready",
      "selector-matches-nothing",
    ],
    explainedByAny: null,
  },
  {
    id: "target-port-mismatch",
    boundary: "service",
    meaning: "targetPort is not the port, or the name of it, that the container declares and listens on.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "stale-endpoint",
    boundary: "service",
    meaning:
      "An endpoint leads to a Pod that is gone, terminating or restarting, for longer than an update takes to spread.",
    explainedBy: ["out-of-memory-killed", "crash-looping", "service-not-programmed"],
    explainedByAny: null,
  },
  {
    id: "service-not-programmed",
    boundary: "service",
    meaning: "The node's datapath (kube-proxy or its replacement) lacks this Service.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "local-policy-without-endpoint",
    boundary: "service",
    meaning: "Internal or external traffic policy is Local, and this node has no endpoint.",
    explainedBy: [],
    explainedByAny: null,
  },
];
