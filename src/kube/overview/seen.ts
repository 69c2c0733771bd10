import type { EpochMs } from "../../base/index.ts";
import type { KubeNode, KubeService } from "../../evidence/index.ts";

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** What is held of a Pod of an overview: a twentieth of its object. */
export interface PodSeen {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly phase: string;
  readonly isReady: boolean;
  readonly readyChangedAt: EpochMs | null;
  readonly createdAt: EpochMs | null;
  readonly isDeleted: boolean;
  /** Why a container waits: `CrashLoopBackOff`; `null` where none does. */
  readonly waiting: string | null;
  /** Of all its containers. */
  readonly restarts: number;
  /** How a container ended last; `null` where none has. */
  readonly lastExit: {
    readonly reason: string | null;
    readonly code: number | null;
    readonly endedAt: EpochMs | null;
  } | null;
  /** `ReplicaSet/api-5d4`; `null` for none. */
  readonly owner: string | null;
  readonly node: string | null;
  /** Name of its first container that is to stay; `null` for none. */
  readonly container: string | null;
  /** Names that its containers give to ports. */
  readonly portNames: readonly string[];
  readonly images: readonly string[];
  /** ConfigMaps that it mounts. */
  readonly configMaps: readonly string[];
  readonly isOnHostNetwork: boolean;
}

/** A Service, with what the overview needs besides. */
export interface ServiceSeen {
  readonly service: KubeService;
  readonly labels: Labels;
  readonly createdAt: EpochMs | null;
  /** A load balancer has given an address or a name. */
  readonly hasBalancer: boolean;
}

/** One EndpointSlice, counted. */
export interface SliceSeen {
  readonly namespace: string;
  /** `null` for one of no Service. */
  readonly service: string | null;
  readonly ready: number;
  /** Still answering, on their way out. */
  readonly serving: number;
  /** Names of its ports; `""` for one without. Empty: none of its endpoints has a port that the Service names. */
  readonly ports: readonly string[];
}

/** What makes Pods: Deployment, StatefulSet, DaemonSet, CronJob. */
export interface WorkloadSeen {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Labels that its Pods get. */
  readonly podLabels: Labels;
  /** Pods that it is to have; `null` for one that makes them at times: a CronJob. */
  readonly wanted: number | null;
  readonly ready: number;
  readonly images: readonly string[];
  readonly configMaps: readonly string[];
  /** Command and arguments of its containers that name a mode or a configuration, no others. */
  readonly args: readonly string[];
}

/** A node, with what it is known by. */
export interface NodeSeen {
  readonly node: KubeNode;
  readonly createdAt: EpochMs | null;
  readonly isDeleted: boolean;
  /** Keys of annotations and labels, without values. */
  readonly keys: readonly string[];
  /** Port of its kubelet. */
  readonly kubeletPort: number;
  readonly version: string | null;
}

/** What an Ingress leads to. */
export interface IngressSeen {
  readonly namespace: string;
  readonly name: string;
  readonly backends: readonly { readonly service: string; readonly port: number | string | null }[];
}

/** One webhook of an admission configuration. */
export interface WebhookSeen {
  readonly kind: "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration";
  /** `configuration/webhook` */
  readonly name: string;
  /** Requests fail where it does not answer. */
  readonly fails: boolean;
  /** `null` for one by URL. */
  readonly service: { readonly namespace: string; readonly name: string } | null;
  /** PEM, base64; `null` for none. */
  readonly caBundle: string | null;
}

/** A namespace. */
export interface NamespaceSeen {
  readonly name: string;
  readonly labels: Labels;
  readonly isDeleted: boolean;
}
