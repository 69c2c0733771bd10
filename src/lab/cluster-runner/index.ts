/**
 * Scenarios in a real Kubernetes: running the product in them, scoring it.
 *
 * @module
 */
export { scoreInCluster } from "./run-case.ts";
export { type ClusterCase, type ClusterScoring, scoreInClusters } from "./score.ts";
