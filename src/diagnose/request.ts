import type { EpochMs } from "../base/index.ts";
import type { Evidence, RequestAsked } from "../evidence/index.ts";

/** The time in which the request was tried. */
export interface Window {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** The request that the verdict is about, as the records themselves tell it. */
export interface ReferenceRequest {
  readonly asked: RequestAsked;
  /** The vantage that asks. */
  readonly client: string;
  /** The vantage that answers, where the target's address is one of a vantage's own; else `null`. */
  readonly server: string | null;
  /** The vantages that the flow passes on its way there or back, or may pass for all that is known; the ends among them. */
  readonly way: readonly string[];
  /** The address that the last attempt went to; `null` when none was known. */
  readonly address: string | null;
  /** The address that the client sends from; `null` when none was known. */
  readonly clientAddress: string | null;
  /** CIDR of the client's own network that holds it; `null` when none was known. */
  readonly clientNetwork: string | null;
  /** From the first freeze to the last thaw. */
  readonly window: Window;
  /** Which hop of the path it is, counted from 1. */
  readonly hop: number;
  /** The records of the hops behind it: what its proxy asks its upstream, what the application asks its database. */
  readonly deeper: readonly Evidence[];
}
