import type { Gap } from "../evidence/index.ts";

/** Something to be said of a cluster, judged already. */
export interface KubeFindingShown {
  readonly id: string;
  readonly level: "fault" | "note";
  readonly subject: string;
  readonly what: string;
  /** Of several the names. */
  readonly objects: readonly string[];
  readonly command: string;
  readonly advice: string | null;
}

/** Pods of what runs on every node. */
interface AgentsShown {
  readonly ready: number;
  readonly wanted: number;
}

/** What is told of a cluster besides the findings. */
export interface KubeOverviewShown {
  readonly namespace: string | null;
  readonly counts: {
    readonly nodes: number | null;
    readonly nodesReady: number | null;
    readonly pods: number | null;
    readonly podsReady: number | null;
    readonly services: number | null;
    readonly policies: number | null;
    readonly ingresses: number | null;
    readonly webhooks: number | null;
    readonly certificates: number;
  };
  readonly versions: readonly string[];
  readonly cni: readonly { readonly name: string; readonly by: string; readonly pods: AgentsShown | null }[];
  readonly dns: {
    readonly service: string | null;
    readonly addresses: readonly string[];
    readonly endpoints: number | null;
    readonly pods: { readonly all: number; readonly ready: number; readonly restarts: number } | null;
    readonly corefile: {
      readonly forward: readonly string[] | null;
      readonly hasLoop: boolean;
      readonly cache: number | null;
    } | null;
  };
  readonly proxy: { readonly by: string; readonly mode: string | null; readonly pods: AgentsShown } | null;
  readonly findings: readonly KubeFindingShown[];
}

/** One page about a cluster. */
export interface KubePage {
  /** The context of the kubeconfig. */
  readonly context: string;
  readonly server: string;
  readonly overview: KubeOverviewShown;
  readonly gaps: readonly Gap[];
}
