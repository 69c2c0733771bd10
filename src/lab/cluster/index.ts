/**
 * A real Kubernetes on one machine, in namespaces.
 *
 * @module
 */
export type { ClusterApi, WaitOptions } from "./api.ts";
export { type ClusterBinaries, clusterBinaries } from "./build.ts";
export { sweepCgroups } from "./cgroups.ts";
export { type Cluster, type ClusterOptions, startCluster } from "./cluster.ts";
export type { FabricKind, Families } from "./fabric.ts";
export type { Daemon } from "./ground.ts";
export { imageName } from "./image.ts";
export type { ClusterNode, NodeDaemon } from "./node.ts";
export type { ProxyMode } from "./node-settings.ts";
export type { AccessRule, ClusterObject } from "./objects.ts";
export { missingClusterPackages } from "./packages.ts";
export type { Ranges } from "./ranges.ts";
