import type { Ms } from "../../base/index.ts";
import type { AppContext } from "../context.ts";

/** How long one text may take, from the look-up of its name to its last octet. */
export const PATIENCE: Ms = 3_000;

/** Octets of a text: an exporter of ten thousand series has one. */
export const MOST_OCTETS = 4 * 1024 * 1024;

/** Prometheus' own text first; what is compressed is not asked for. RFC 9110, section 12.5. */
export const accepted = {
  accept: "text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.7, text/plain;q=0.5",
  "accept-encoding": "identity",
} as const;

/**
 * What came of asking for a text.
 *
 * - `answered`: whole, with whatever status. `too-long`: it is longer than what is read. `broken`: it ended before its end, or is no HTTP.
 * - `refused`: no connection. `unresolved`: the name has no address there. `untrusted`: TLS does not come about with this server.
 * - `silent`: not in time. `exposed`: it could be asked there only where others would see its credentials. `missing-tool`: there is no curl.
 */
export type Fetched =
  | {
      readonly outcome: "answered";
      readonly status: number;
      /** Content-Type and Content-Encoding, as they were written; empty for none. */
      readonly type: string;
      readonly encoding: string;
      readonly text: string;
    }
  | {
      readonly outcome:
        | "too-long"
        | "broken"
        | "refused"
        | "unresolved"
        | "untrusted"
        | "silent"
        | "exposed"
        | "missing-tool";
    };

/** What it takes to ask. */
export interface FetchContext extends Pick<AppContext, "vantage" | "signal"> {
  /** Whom to trust, as PEM; left out for the runtime's own list. */
  readonly trust?: string;
}
