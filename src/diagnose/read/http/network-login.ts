import { observe, type Reader } from "../reader.ts";
import { failedExchanges } from "./final-exchanges.ts";

/** Network Authentication Required: made by what controls access to the network, never by an origin. RFC 6585, section 6. */
const NETWORK_AUTHENTICATION_REQUIRED = 511;

/** Whether the request was answered by the network's own portal in place of the service. */
export const readNetworkLogin: Reader = (evidence) => {
  const records = failedExchanges(evidence)
    .filter(({ exchange }) => exchange.value.status === NETWORK_AUTHENTICATION_REQUIRED)
    .flatMap(({ attempt, exchange }) => [attempt, exchange]);
  return observe("network-login-demanded", true, { records });
};
