import type { EpochMs } from "../base/index.ts";

/** Lines of one kind in a component's log. */
export interface LoggedComplaint {
  /**
   * `upstream`: what the DNS asks for names outside of the cluster does not answer. `loop`: its questions come back to itself.
   * `api`: the Services cannot be read. `sync`: the kernel does not take the rules.
   */
  readonly kind: "upstream" | "loop" | "api" | "sync";
  readonly count: number;
  /** By the clock of its node. */
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** Addresses, with ports, that the lines say did not serve; at most 5. */
  readonly addresses: readonly string[];
  /** The newest line: at most 300 characters, secrets removed. */
  readonly text: string;
}

/** What a Pod of the cluster's own network complained of in its log of the last minutes. */
export interface ComponentLog {
  readonly component: "dns" | "kube-proxy";
  readonly namespace: string;
  readonly pod: string;
  readonly node: string | null;
  /** Of the DNS, the addresses of its Service. */
  readonly addresses: readonly string[];
  readonly complaints: readonly LoggedComplaint[];
}
