import type { EpochMs } from "../base/index.ts";
import type { KubeName } from "./kube-pods.ts";

/** One thing that a controller told of an object, and how often. Kubernetes API, Event v1. */
export interface KubeEvent {
  readonly about: KubeName;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly times: number;
  readonly firstAt: EpochMs | null;
  readonly lastAt: EpochMs | null;
}

/** Events of the very objects that are looked at, by their uid: one of the same name before them is another. The newest last. */
export interface KubeEvents {
  readonly events: readonly KubeEvent[];
}
