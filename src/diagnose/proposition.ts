import type { Boundary } from "../base/index.ts";

/** The names of the experiments; who runs them has one entry for each. */
export type ExperimentId =
  | "authorities"
  | "drawn-names"
  | "other-known-addresses"
  | "tcp-survey"
  | "path-walk"
  | "tls-variants"
  | "http-variants"
  | "without-deadline"
  | "past-the-proxy";

/** One sentence that can be true or false of a request; what causes predict and readers find. */
export interface Proposition {
  readonly says: string;
  /** What it is true of: this request's flow, this host with all its flows, or the way between client and server. */
  readonly scope: "flow" | "host" | "path";
  /** `states`: kernel or protocol say so, it can eliminate. `suggests`: usually so, it can only move a rank. */
  readonly strength: "states" | "suggests";
  /**
   * The answer that is out of order, the boundary where it shows, and what it does to the request; `null` when
   * neither answer is.
   *
   * - `fails`: an attempt did not get a proper answer by it.
   * - `slows`: an attempt took over 1 s more than the path's round trips explain by it.
   * - `harms`: the attempt passed, but an address or a resolver that it could have met does not serve.
   * - `stands-out`: out of order by itself, and no symptom of this request.
   */
  readonly abnormal: {
    readonly when: boolean;
    readonly boundary: Boundary;
    readonly effect: "fails" | "slows" | "harms" | "stands-out";
  } | null;
  /** How to observe it by hand. */
  readonly look: string;
  /**
   * What to do where no cause of the catalogue says more; left out where nothing better is known than to look on. It is its own reason, unless
   * `isSeen`: then it is merely seen, and the causes that explain it stay open.
   */
  readonly remedy?: {
    readonly fix: readonly string[];
    readonly prevention: readonly string[];
    readonly isSeen?: true;
  };
}
