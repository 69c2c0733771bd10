import type { ObservationName } from "../../vocabulary/index.ts";
import type { FinalExchange } from "../http/final-exchanges.ts";

/** What only a timer makes of a gateway: it is answered with 504. RFC 9110, section 15.6.5. */
const ofTimers: ReadonlySet<ObservationName> = new Set([
  "upstream-answers-late",
  "upstream-unreachable",
  "upstream-works-past-timeout",
  "upstream-serves-new-connections",
]);

/**
 * Whether what is seen of an upstream can be what a gateway's status speaks of: a 504 says that a timer fired, and a server that
 * refuses at once fires none.
 */
export function fitsStatus(name: ObservationName, failed: readonly FinalExchange[]): boolean {
  const statuses = failed.map(({ exchange }) => exchange.value.status);
  return ofTimers.has(name) || statuses.length === 0 || statuses.some((status) => status !== 504);
}
