import type { KubeName } from "./kube-pods.ts";

/** The network of a Pod as it is inside. By: kernel, read in its namespace or by a command in it. */
export interface PodNetwork {
  readonly pod: KubeName;
  readonly how: "namespace" | "exec";
  /** What listens there, by TCP; `null` where it could not be read. */
  readonly listeners: readonly { readonly address: string; readonly port: number }[] | null;
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number | null;
  /** Of its way out, in octets. */
  readonly mtu: number | null;
  readonly hasDefaultRoute: boolean | null;
}
