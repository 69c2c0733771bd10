import type { KubeServiceNamed } from "../../config/index.ts";

/** The Service that a request is for, and how its cluster is asked. */
export interface KubeAsked extends Omit<KubeServiceNamed, "namespace"> {
  /** `null` for that of the context. */
  readonly namespace: string | null;
  /** Absolute; `null` for the user's own. */
  readonly kubeconfig: string | null;
  /** `null` for the current one. */
  readonly context: string | null;
}
