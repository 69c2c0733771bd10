import type { KubeName } from "./kube-pods.ts";
import type { UpstreamLook } from "./upstream-look.ts";

/** The request made another way round than by the Service's name: one step of the comparison that tells where it breaks. */
export interface ServiceLook {
  /** Where it was made from: a client's Pod, a node, outside the cluster, or inside the very Pod that serves. */
  readonly from: "pod" | "node" | "outside" | "server-pod";
  /** The node that it was made at or whose Pod it was made in; `null` where it is none. */
  readonly node: string | null;
  /** What it was made to: the Service's own address, an endpoint's, or the loopback inside its Pod. */
  readonly to: "cluster-ip" | "endpoint" | "loopback";
  /** The Pod that it went to; `null` for the Service's address. */
  readonly pod: KubeName | null;
  /** The node of that Pod. */
  readonly podNode: string | null;
  readonly look: UpstreamLook;
}
