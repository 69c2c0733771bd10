export { enterCluster, type InCluster, readAgain } from "./enter-cluster.ts";
export type { KubeAsked } from "./kube-asked.ts";
export { failWithoutAddress } from "./no-address.ts";
export { targetInCluster } from "./target-in-cluster.ts";
export { walkCluster } from "./walk-cluster.ts";
