/**
 * What a cluster's API says of a Service and of what it leads to. Reads, and judges nothing.
 *
 * @module
 */
export type {
  Cluster,
  ContainerNamed,
  ExecRun,
  ListRead,
  ObjectRead,
  ReadFailure,
  TextRead,
} from "./api/cluster-read.ts";
export { API_VIA, dialApi, RELAYED } from "./api/dial.ts";
export { gapOf, type Wanted } from "./api/gap.ts";
export type { ClusterAsked } from "./api/kubeconfig.ts";
export { type ClusterOpened, NAME_A_CLUSTER, openCluster, refusalOf } from "./cluster.ts";
export { tellComponents } from "./components/tell-components.ts";
export type { KubeContext } from "./context.ts";
export { readNodeNetwork } from "./datapath/node-network.ts";
export { readServiceDatapath } from "./datapath/service-datapath.ts";
export type { NodeRead } from "./objects/node.ts";
export type { PodRead } from "./objects/pod.ts";
export type { ServiceAsked } from "./objects/service.ts";
export { type OverviewRead, readOverview } from "./overview/read-overview.ts";
export {
  type DebugContainerAsked,
  debugContainerPatch,
  debugContainerState,
  debugContainersPath,
  podNameOf,
} from "./pod/debug-container.ts";
export { lookByTools, type ToolRequest } from "./pod/look-by-tools.ts";
export { podVantage } from "./pod/pod-vantage.ts";
export { readPodNetwork } from "./pod/read-pod-network.ts";
export { dnsFlows } from "./policy/dns.ts";
export { readPolicies } from "./policy/read.ts";
export { recordPolicyFlow } from "./policy/record.ts";
export type { PolicyFlow } from "./policy/world.ts";
export { readCrashLogs } from "./rollout/read-crash-logs.ts";
export { readRollout } from "./rollout/read-rollout.ts";
export { readAllNodes } from "./service/read-all-nodes.ts";
export { type ClientAsked, readClientPod } from "./service/read-client-pod.ts";
export { readHosts } from "./service/read-hosts.ts";
export { readServiceState, type ServiceState } from "./service/read-service-state.ts";
export { serviceBehind } from "./service/service-behind.ts";
