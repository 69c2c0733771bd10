import type { KubeServiceNamed } from "../../config/index.ts";

/** The cluster that a request enters or leaves, the Service that it is for, and how the cluster is asked. */
export interface KubeAsked extends Omit<KubeServiceNamed, "namespace" | "service"> {
  /** `null` where the request goes out of the cluster, or to nobody knows which Service: then the client's side alone is looked at. */
  readonly service: string | null;
  /** `null` for that of the context. */
  readonly namespace: string | null;
  /** Absolute; `null` for the user's own. */
  readonly kubeconfig: string | null;
  /** `null` for the current one. */
  readonly context: string | null;
  /** It was named for this run, so that one which is of no use is refused. Left out: it is used where it can be. */
  readonly isWanted?: true;
}

/** The same, once it is known where the Service is. */
export interface KubeServiceAsked extends KubeAsked {
  readonly namespace: string;
  readonly service: string;
}
