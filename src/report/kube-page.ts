import type { Gap, KubeOverview } from "../evidence/index.ts";

/** One page about a cluster. */
export interface KubePage {
  /** The context of the kubeconfig. */
  readonly context: string;
  readonly server: string;
  readonly overview: KubeOverview;
  readonly gaps: readonly Gap[];
}
