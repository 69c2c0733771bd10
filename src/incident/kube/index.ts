export { ENDS_AFTER, START } from "./debug-containers.ts";
export { enterCluster, type InCluster, readAgain } from "./enter-cluster.ts";
export { goFromPod, MOST_TRIES } from "./go-from-pod.ts";
export type { KubeAsked } from "./kube-asked.ts";
export { tellWithoutAddress } from "./no-address.ts";
export { askedInCluster, planFromPod, readInCluster } from "./plan-in-cluster.ts";
export { targetInCluster } from "./target-in-cluster.ts";
export { walkCluster } from "./walk-cluster.ts";
