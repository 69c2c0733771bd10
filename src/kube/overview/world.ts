import type { EpochMs } from "../../base/index.ts";
import type { CertificateSeen } from "./certificate.ts";
import type { ComponentSeen } from "./read-components.ts";
import type {
  IngressSeen,
  NamespaceSeen,
  NodeSeen,
  PodSeen,
  ServiceSeen,
  SliceSeen,
  WebhookSeen,
  WorkloadSeen,
} from "./seen.ts";

/** Objects of one kind; `null` where they could not be listed, which is a gap. */
export type Seen<T> = { readonly all: readonly T[]; readonly isComplete: boolean } | null;

/** What was read of a cluster, for an overview. */
export interface KubeWorld {
  readonly now: EpochMs;
  /** What the overview was narrowed to; `null` for the whole cluster. */
  readonly namespace: string | null;
  readonly nodes: Seen<NodeSeen>;
  readonly namespaces: Seen<NamespaceSeen>;
  readonly services: Seen<ServiceSeen>;
  readonly slices: Seen<SliceSeen>;
  readonly pods: Seen<PodSeen>;
  readonly daemonSets: Seen<WorkloadSeen>;
  /** What makes Pods; `null` also where nothing needed them. */
  readonly workloads: Seen<WorkloadSeen>;
  /** As the API gives them: policies are evaluated by their own reader. */
  readonly policies: Seen<unknown>;
  readonly ingresses: Seen<IngressSeen>;
  readonly webhooks: Seen<WebhookSeen>;
  /** Names of groups of the API: `cilium.io`. */
  readonly groups: readonly string[] | null;
  /** Text of the Corefile; `null` where there is none, or it could not be read. */
  readonly corefile: string | null;
  /** Mode of kube-proxy as configured; `null` for none told. */
  readonly proxyMode: string | null;
  readonly certificates: readonly CertificateSeen[];
  /** What the Pods of the DNS and of kube-proxy complained of in their logs. */
  readonly complaints: readonly ComponentSeen[];
}

/** Whether all labels of a selector are an object's. */
export const isSelected = (
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Whether findings are said of a namespace: the one asked for, or all. */
export const isAsked = ({ namespace }: Pick<KubeWorld, "namespace">, of: string): boolean =>
  namespace === null || namespace === of;
