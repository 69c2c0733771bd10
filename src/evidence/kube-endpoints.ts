import type { KubeName } from "./kube-pods.ts";

/** One endpoint of a Service. Kubernetes API, EndpointSlice discovery.k8s.io/v1. */
export interface KubeEndpoint {
  readonly address: string;
  /** The port that the request goes to; `null` where its slice has no port for it. */
  readonly port: number | null;
  readonly isReady: boolean;
  /** It would answer, whether it is being ended or not. */
  readonly isServing: boolean;
  readonly isTerminating: boolean;
  readonly node: string | null;
  readonly zone: string | null;
  /** What it leads to; `null` where it does not say. */
  readonly target: KubeName | null;
}

/** The endpoints of a Service. */
export interface KubeEndpoints {
  readonly namespace: string;
  readonly service: string;
  /** `endpoints`: the older kind, where there are no slices. */
  readonly source: "slices" | "endpoints";
  readonly slices: number;
  /** All of them were counted. */
  readonly isComplete: boolean;
  readonly total: number;
  readonly ready: number;
  readonly terminating: number;
  /** Not ready first, then those that are ended; a bounded number of them. */
  readonly endpoints: readonly KubeEndpoint[];
}
