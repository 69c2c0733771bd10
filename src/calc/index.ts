/**
 * The field's formulas: pure functions, with units and sources.
 *
 * @module
 */
export {
  bandwidthDelayProduct,
  LARGEST_UNSCALED_WINDOW,
  utilisation,
  windowLimitedRate,
} from "./bandwidth-delay.ts";
export {
  holds,
  longestMatch,
  type Network,
  overlaps,
  parseNetwork,
} from "./cidr.ts";
export {
  type Encapsulation,
  encapsulations,
  type InnerSizes,
  innerSizes,
  isEncapsulation,
} from "./encapsulation.ts";
export { DEFAULT_LOCAL_PORTS, type PortExhaustion, portExhaustion, TIME_WAIT } from "./ephemeral-ports.ts";
export { lossLimitedRate } from "./loss-throughput.ts";
export {
  chanceOfGroup,
  chanceOfSpan,
  type Proportion,
  proportionOf,
  shareThatShows,
  type TwoGroups,
} from "./proportion.ts";
export { type Dimension, formatQuantity, parseQuantity } from "./quantity.ts";
export {
  INITIAL_RTO,
  type RoundTripEstimate,
  retransmissionTimeout,
  retransmissionTimes,
} from "./retransmission-timeout.ts";
export {
  type Inversion,
  inversionsOf,
  knownTimers,
  timersNear,
  type Waiter,
} from "./timeouts.ts";
