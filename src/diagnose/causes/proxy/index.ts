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
];
