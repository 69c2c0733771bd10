import type { Host, Wire } from "../world/index.ts";

/** Where noise is made. A `Site` is one. */
export interface NoiseGround {
  readonly client: Host;
  readonly routers: readonly Host[];
  readonly servers: readonly Host[];
  /** A host beside the servers that no request of the scenario needs. */
  readonly stranger: Host;
  readonly far: Wire;
  readonly resolverAddress: string;
}

/**
 * Trouble that is no part of the request, and that a diagnosis must not mistake for its fault.
 *
 * - `refused-flows`, `reset-flows`, `unanswered-flows`: other connections of the client that fail, all the time;
 * - `failed-lookups`: other names that do not exist, asked all the time;
 * - `expired-elsewhere`: TLS to another host fails for its expired certificate;
 * - `time-wait`: some hundred TIME_WAIT sockets towards another host;
 * - `full-queue`: another listener of the client overflows;
 * - `icmp-limited`: routers and servers answer almost no ICMP;
 * - `unused-broken`: an interface down, a blackhole route and a filter rule that no packet of the request meets;
 * - `old-errors`: logs of the servers' host hold errors of yesterday.
 */
export type NoiseKind = (typeof noiseKinds)[number];

/** Every kind of noise. */
export const noiseKinds = [
  "refused-flows",
  "reset-flows",
  "unanswered-flows",
  "failed-lookups",
  "expired-elsewhere",
  "time-wait",
  "full-queue",
  "icmp-limited",
  "unused-broken",
  "old-errors",
] as const;
