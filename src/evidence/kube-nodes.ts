import type { EpochMs } from "../base/index.ts";

/** One node. Kubernetes API, Node v1. */
export interface KubeNode {
  readonly name: string;
  readonly addresses: readonly string[];
  /** The ranges that its Pods have their addresses from. */
  readonly podRanges: readonly string[];
  /** `unknown`: its kubelet is not heard of any more. */
  readonly ready: "yes" | "no" | "unknown";
  readonly readyChangedAt: EpochMs | null;
  /** Why it is not ready, as its kubelet says: `KubeletNotReady`, and its words. */
  readonly reason: string | null;
  readonly message: string | null;
  /** `NetworkUnavailable`: `null` where nobody sets it. */
  readonly isNetworkUnavailable: boolean | null;
  readonly isCordoned: boolean;
  /** `memory`, `disk`, `pid`: what it has too little of. */
  readonly pressures: readonly string[];
}

/** The nodes that the request's path touches, or all of a small cluster. */
export interface KubeNodes {
  readonly isComplete: boolean;
  readonly nodes: readonly KubeNode[];
}
