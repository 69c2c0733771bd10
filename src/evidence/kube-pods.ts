import type { EpochMs, Ms } from "../base/index.ts";

/** What tells one object of the API from all others, those of the same name that were before it among them. */
export interface KubeName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
}

/** One probe of a container. */
export interface KubeProbe {
  readonly kind: "http" | "tcp" | "exec" | "grpc";
  /** A number, or the name of a port; `null` for `exec`. */
  readonly port: number | string | null;
  readonly path: string | null;
  readonly period: Ms;
  readonly timeout: Ms;
  readonly failures: number;
  /** After its container's start no probe is made for so long. Left out by older versions. */
  readonly initialDelay?: Ms;
}

/** One end of a container's process. */
export interface KubeExit {
  /** `OOMKilled`, `Error`, `Completed` …; `null` where none is told. */
  readonly reason: string | null;
  readonly code: number | null;
  readonly signal: number | null;
  readonly startedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
}

/** One container of a Pod. */
export interface KubeContainer {
  readonly name: string;
  readonly isInit: boolean;
  readonly ports: readonly {
    readonly name: string | null;
    readonly port: number;
    readonly protocol: string;
  }[];
  readonly state: "waiting" | "running" | "terminated" | null;
  /** `CrashLoopBackOff`, `ImagePullBackOff`, `CreateContainerConfigError` …; `null` where none is told. */
  readonly reason: string | null;
  readonly message: string | null;
  readonly startedAt: EpochMs | null;
  readonly isReady: boolean;
  readonly restarts: number;
  /** Its present end where it has ended, and its last one before. */
  readonly exits: readonly KubeExit[];
  /** In octets; `null` for none. */
  readonly memoryLimit: number | null;
  /** In cores; `null` for none. */
  readonly cpuLimit: number | null;
  readonly readiness: KubeProbe | null;
  readonly liveness: KubeProbe | null;
  /** Something is done before it is told to end. */
  readonly hasPreStop: boolean;
}

/** One Pod. Kubernetes API, Pod v1. */
export interface KubePod {
  readonly id: KubeName;
  readonly addresses: readonly string[];
  readonly isOnHostNetwork: boolean;
  readonly node: string | null;
  /** The node's addresses, as its kubelet says. Left out where it says none. */
  readonly nodeAddresses?: readonly string[];
  readonly phase: string;
  /** The Service's selector matches it. */
  readonly isSelected: boolean;
  readonly isReady: boolean;
  /** When it became ready or ceased to be; `null` where it is not told. */
  readonly readyChangedAt: EpochMs | null;
  readonly createdAt: EpochMs | null;
  /** By when it has to be gone, once it is to be ended. */
  readonly deletedAt: EpochMs | null;
  readonly grace: Ms | null;
  /** Why no node was found for it; `null` where it has one. */
  readonly unscheduled: string | null;
  readonly containers: readonly KubeContainer[];
  /** What made it: `ReplicaSet/api-7d9`; `null` for nothing. */
  readonly owner: string | null;
}

/** A Pod that a controller ended: at a rollout, or as there were to be fewer. By: its owner's event. */
export interface KubeEnd {
  readonly id: KubeName;
  /** When its owner had it ended; whole seconds. */
  readonly at: EpochMs;
  /** `ReplicaSet/api-7d9`. */
  readonly owner: string;
  /** Something was done before it was told to end; `null` where that is not known. */
  readonly hasPreStop: boolean | null;
  /** Its controller keeps others at work meanwhile; `null` where that is not known. */
  readonly leavesOthers: boolean | null;
}

/** The Pods that a Service is about: those that its selector matches and those that its endpoints lead to. */
export interface KubePods {
  readonly namespace: string;
  readonly service: string;
  /** All Pods that the selector matches were counted. */
  readonly isComplete: boolean;
  readonly selected: number;
  readonly selectedReady: number;
  /** Those in trouble first; a bounded number. */
  readonly pods: readonly KubePod[];
  /** Endpoints whose Pod is no more. */
  readonly gone: readonly KubeName[];
  /** Addresses of endpoints that name no Pod, and that no Pod has. Left out where none was asked for, and by older versions. */
  readonly unowned?: readonly string[];
  /** Pods of the Service that controllers ended of late, oldest first. Left out where none was asked for, and by older versions. */
  readonly ended?: readonly KubeEnd[];
}
