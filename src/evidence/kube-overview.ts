/** Something to be said of a cluster. */
export interface KubeFinding {
  /** What is wrong, as a noun in its failing state. */
  readonly id: string;
  /** `fault`: traffic is or will be lost by it. `note`: worth knowing, and as often meant so. */
  readonly level: "fault" | "note";
  /** What it is about: `Service shop/api`. Of several of one kind, the number of them. */
  readonly subject: string;
  readonly what: string;
  /** The objects, where they are several: names of them, at most `MOST_NAMED`. */
  readonly objects: readonly string[];
  /** What a person would type to see the same. */
  readonly command: string;
  /** What to do; `null` where that is not known. */
  readonly advice: string | null;
}

/** What sets up the network of Pods, and by what it is known. */
export interface KubeNetworkSeen {
  readonly name: string;
  /** In words: `DaemonSet kube-flannel/kube-flannel-ds`. */
  readonly by: string;
  /** Its Pods: ready ones, and as many as there should be; `null` where it has none. */
  readonly pods: { readonly ready: number; readonly wanted: number } | null;
}

/** What translates addresses of Services on the nodes, as far as the API shows it. */
export interface KubeProxySeen {
  /** `DaemonSet kube-system/kube-proxy` */
  readonly by: string;
  /** `iptables`, `ipvs`, `nftables`; `null` where none is configured: then kube-proxy's default. */
  readonly mode: string | null;
  readonly pods: { readonly ready: number; readonly wanted: number };
}

/** What a Corefile says of the names that the cluster does not know itself. */
export interface CorefileSeen {
  /** Where they are asked: addresses and files; `null` for no `forward` at all. Others are left out. */
  readonly forward: readonly string[] | null;
  /** The `loop` plugin stops CoreDNS where its questions come back to it. */
  readonly hasLoop: boolean;
  /** Seconds; `null` for no cache, 3600 where no number is given. */
  readonly cache: number | null;
}

/** The DNS of a cluster. */
export interface KubeDnsSeen {
  /** `ns/name`; `null` where none was found. */
  readonly service: string | null;
  readonly addresses: readonly string[];
  /** Ready endpoints; `null` where they could not be read. */
  readonly endpoints: number | null;
  /** Its Pods; `null` where they could not be read. */
  readonly pods: { readonly all: number; readonly ready: number; readonly restarts: number } | null;
  readonly corefile: CorefileSeen | null;
}

/** How many of a kind there are; `null` where that could not be read. */
export interface KubeCounts {
  readonly nodes: number | null;
  readonly nodesReady: number | null;
  readonly pods: number | null;
  readonly podsReady: number | null;
  readonly services: number | null;
  readonly policies: number | null;
  readonly ingresses: number | null;
  readonly webhooks: number | null;
  readonly certificates: number;
}

/** The network of a cluster at one moment, and what is wrong with it. */
export interface KubeOverview {
  readonly namespace: string | null;
  readonly counts: KubeCounts;
  /** Versions of the nodes' kubelets. */
  readonly versions: readonly string[];
  readonly cni: readonly KubeNetworkSeen[];
  readonly dns: KubeDnsSeen;
  readonly proxy: KubeProxySeen | null;
  /** Faults first; within them in the order of the way: nodes, network, DNS, Services. */
  readonly findings: readonly KubeFinding[];
}
