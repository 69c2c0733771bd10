import type { EpochMs } from "../base/index.ts";

/** One thing that the kernel did to packets of the request's flow, as its tracepoints tell it. */
export interface KernelEvent {
  readonly at: EpochMs;
  readonly event:
    | "dropped"
    | "retransmitted"
    | "reset-sent"
    | "reset-received"
    | "icmp-sent"
    | "neighbour-changed";
  /**
   * The kernel's own word: `NETFILTER_DROP`, `NO_SOCKET`; of `retransmitted` the socket's state, `TCP_SYN_SENT`; of
   * `neighbour-changed` the new one, `failed`; `null` where the event has none.
   */
  readonly reason: string | null;
  /** Function and offset where it happened, without the offset; `null` where the event has none. */
  readonly location: string | null;
  /** Numeric, `null` where the event does not carry it. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  /** ICMP type and code of `icmp-sent`, else `null`. */
  readonly icmp: { readonly type: number; readonly code: number } | null;
  /**
   * Whether it is surely of this flow: addresses and ports are those of a connection that this process opened, or it is of the
   * same packet as an event whose are. Those that are not have one of its addresses and no ports to tell.
   */
  readonly isOfFlow: boolean;
}

/** What the machine's kernel did while we probed. Events of every network namespace are heard: only `isOfFlow` ones are ours. */
export interface KernelEvents {
  readonly events: readonly KernelEvent[];
  /** Events that were of somebody else, by name; drops by `dropped` and their reason. */
  readonly others: Readonly<Record<string, number>>;
  /** Some were lost or left out for the bound. */
  readonly isPartial: boolean;
}
