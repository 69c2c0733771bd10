import type { Evidence, EvidenceKind } from "../../../evidence/index.ts";
import type { Reader } from "../reader.ts";
import { readEncapsulation } from "./encapsulation.ts";
import { readEndedPods } from "./ended.ts";
import { readMasquerade } from "./masquerade.ts";
import { readNodeNetwork } from "./node-network.ts";
import { readPods } from "./pods.ts";
import { readPolicies } from "./policy.ts";
import { readProgrammed } from "./programmed.ts";
import { readService } from "./service.ts";
import { readStaleEndpoints } from "./stale.ts";
import { readTargetPort } from "./target-port.ts";

/** What lives in a cluster: Services, their endpoints, the nodes' datapath, policies, Pods. */
export const kubeReaders: readonly Reader[] = [
  readService,
  readProgrammed,
  readStaleEndpoints,
  readTargetPort,
  readPods,
  readEndedPods,
  readPolicies,
  readNodeNetwork,
  readEncapsulation,
  readMasquerade,
];

/** What is read of a cluster alone. */
const ofClusters: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  "kube-service",
  "kube-endpoints",
  "kube-pods",
  "kube-events",
  "component-log",
  "kube-nodes",
  "network-policy",
  "service-datapath",
  "node-network",
  "pod-network",
  "service-look",
]);

/** Whether records tell of a cluster that the request has to do with. */
export const tellsOfCluster = (evidence: readonly Evidence[]): boolean =>
  evidence.some(({ kind }) => ofClusters.has(kind));
