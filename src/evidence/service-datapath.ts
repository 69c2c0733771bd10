/** What a node does with packets to a Service's address. By: kernel, read at the node. */
export interface ServiceDatapath {
  readonly node: string | null;
  /**
   * Who programs it. `replacement`: something else than kube-proxy is there that does it in eBPF; what it holds is not read.
   * `none`: nothing that translates Services is on this node.
   */
  readonly mode: "nftables" | "iptables" | "ipvs" | "replacement" | "none";
  readonly address: string;
  readonly port: number;
  /**
   * `balances`: to the backends below. `rejects`, `drops`: it is known here to have no endpoint. `missing`: packets to it are not
   * touched. `empty`: they are led on, and nothing translates them: a chain
   * on the way to it, or to each of its endpoints, has no rule. `unknown`: it cannot be told.
   */
  readonly outcome: "balances" | "rejects" | "drops" | "missing" | "empty" | "unknown";
  /** Endpoints that packets are led on to, and that nothing translates them to; left out where there are none. */
  readonly untranslated?: readonly { readonly address: string; readonly port: number }[];
  readonly backends: readonly { readonly address: string; readonly port: number }[];
  /** Other Services that this node has an entry for. */
  readonly others: number;
}
