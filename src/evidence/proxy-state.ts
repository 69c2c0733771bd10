import type { Ms } from "../base/index.ts";
import type { ProxyKind } from "./proxy-configuration.ts";

/** How a proxy itself sees one server of an upstream. */
export interface ServerState {
  /** Its backend or cluster, and its name there. */
  readonly upstream: string;
  readonly name: string;
  readonly address: string | null;
  readonly port: number | null;
  /**
   * - `up`, `down`: by its checks. `unchecked`: nobody checks it, it gets requests. `draining`: no new ones. `maintenance`: taken out by hand.
   * - `ejected`: for its errors, by the proxy's watch on real requests.
   */
  readonly state: "up" | "down" | "unchecked" | "draining" | "maintenance" | "ejected";
  /** What the last check said: `L4CON`, `connection refused`; `null` where there is none. */
  readonly check: string | null;
  /** For how long it has been in that state; `null` where it is not told. */
  readonly since: Ms | null;
  readonly connections: { readonly now: number; readonly most: number | null; readonly limit: number | null };
  readonly queued: number | null;
  /** Since the proxy started; `null` where it does not count. */
  readonly requests: number | null;
  readonly connectErrors: number | null;
  readonly responseErrors: number | null;
  readonly retries: number | null;
}

/** What a proxy's own admin interface says of its upstreams and of itself. */
export interface ProxyState {
  readonly software: ProxyKind;
  readonly version: string | null;
  /** Where it was read: the path of a socket, or a URL without query. */
  readonly source: string;
  readonly servers: readonly ServerState[];
  /** The proxy's own connections of clients; `null` where it does not tell. */
  readonly connections: { readonly now: number; readonly limit: number | null } | null;
  /** Requests that it turned away for a limit of its own since it started; `null` where it does not count. */
  readonly turnedAway: number | null;
  readonly uptime: Ms | null;
}
