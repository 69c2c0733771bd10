import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `app`. */
export const appRows: readonly CatalogueRow[] = [
  {
    id: "crash-looping",
    boundary: "app",
    meaning: "The container exits and restarts again and again, for another reason than memory.",
    explainedBy: ["out-of-memory-killed"],
    explainedByAny: null,
  },
  {
    id: "out-of-memory-killed",
    boundary: "app",
    meaning: "The kernel or the kubelet kills it for memory.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "readiness-failing",
    boundary: "app",
    meaning: "It runs, and its readiness probe fails.",
    explainedBy: ["out-of-memory-killed", "lock-wait", "slow-query", "pool-exhausted", "not-listening"],
    explainedByAny: null,
  },
  {
    id: "pod-not-running",
    boundary: "app",
    meaning: "It does not start: no node fits, the image cannot be pulled, or its configuration is missing.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "not-listening",
    boundary: "app",
    meaning: "The process runs and does not listen where it is declared to: another port or address.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "app-slow",
    boundary: "app",
    meaning:
      "The time goes in the application itself, before its first byte, not in the network or a dependency.",
    explainedBy: ["lock-wait", "slow-query", "pool-exhausted", "database-too-many-connections"],
    explainedByAny: null,
  },
  {
    id: "app-error",
    boundary: "app",
    meaning: "The application answers 5xx of its own.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "shutdown-race",
    boundary: "app",
    meaning:
      "At a rollout, and only then, the listener closes before the endpoint is withdrawn: no preStop, no drain.",
    explainedBy: [],
    explainedByAny: null,
  },
];
