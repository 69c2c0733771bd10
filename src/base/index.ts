/**
 * What every room may use: units, clocks, errors, boundaries, addresses. Imports no other room.
 *
 * @module
 */
export { familyOf, hostPort, isAddress, isLoopback, isPrivateAddress } from "./address.ts";
export { addressNumber, numberAddress } from "./address-number.ts";
export { type Boundary, boundaries } from "./boundary.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
  type DnsServer,
  dnsServerArguments,
  dnsServerText,
  parseDnsServer,
  splitServer,
} from "./dns-server.ts";
export { type ErrorCode, FaultlineError } from "./errors.ts";
export { groupBy, type NonEmpty } from "./group-by.ts";
export { oneLine } from "./one-line.ts";
export type { EpochMs, Ms } from "./units.ts";
