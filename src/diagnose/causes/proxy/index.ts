import type { Cause } from "../../cause.ts";
import { bodyTooLarge } from "./body-too-large.ts";
import { connectionLimitReached } from "./connection-limit-reached.ts";
import { headerTooLarge } from "./header-too-large.ts";
import { keepaliveRace } from "./keepalive-race.ts";
import { noHealthyUpstream } from "./no-healthy-upstream.ts";
import { proxyProtocolMismatch } from "./proxy-protocol-mismatch.ts";
import { redirectLoop } from "./redirect-loop.ts";
import { routeNotMatched } from "./route-not-matched.ts";
import { sourceAddressNotAllowed } from "./source-address-not-allowed.ts";
import { timeoutBudgetInverted } from "./timeout-budget-inverted.ts";
import { upstreamAddressStale } from "./upstream-address-stale.ts";
import { upstreamConnectTimeout } from "./upstream-connect-timeout.ts";
import { upstreamRefused } from "./upstream-refused.ts";
import { upstreamResets } from "./upstream-resets.ts";
import { upstreamTimeout } from "./upstream-timeout.ts";
import { upstreamTlsFailure } from "./upstream-tls-failure.ts";

/** A proxy answers all of these with much the same page. */
const alike: readonly Cause[] = [
  noHealthyUpstream,
  upstreamRefused,
  upstreamTimeout,
  upstreamConnectTimeout,
  upstreamResets,
  keepaliveRace,
  timeoutBudgetInverted,
  upstreamTlsFailure,
  upstreamAddressStale,
  headerTooLarge,
  connectionLimitReached,
];

/** What a proxy's log tells from one of them, besides the others. */
const besides: readonly string[] = ["source-address-not-allowed", "proxy-environment-misdirects"];

/** What tells one of them from the others, where it has no look of its own for that. */
const BY_LOG =
  "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream";

function withLog(cause: Cause): Cause {
  if (!alike.includes(cause)) return cause;
  const others = [...alike.map(({ id }) => id), ...besides].filter((id) => id !== cause.id);
  const byLog = Object.fromEntries(others.map((id) => [id, BY_LOG]));
  return { ...cause, toldApartBy: { ...byLog, ...cause.toldApartBy } };
}

/** The causes of this boundary. */
export const proxyCauses: readonly Cause[] = [
  routeNotMatched,
  noHealthyUpstream,
  upstreamRefused,
  upstreamTimeout,
  upstreamConnectTimeout,
  upstreamResets,
  keepaliveRace,
  timeoutBudgetInverted,
  upstreamTlsFailure,
  upstreamAddressStale,
  bodyTooLarge,
  headerTooLarge,
  connectionLimitReached,
  redirectLoop,
  proxyProtocolMismatch,
  sourceAddressNotAllowed,
].map(withLog);
