import type { Cause } from "../../cause.ts";
import { addressRangeOverlap } from "./address-range-overlap.ts";
import { gatewayUnreachable } from "./gateway-unreachable.ts";
import { noRoute } from "./no-route.ts";
import { routeBlackholed } from "./route-blackholed.ts";
import { wrongRoutePreferred } from "./wrong-route-preferred.ts";

/** The causes of this boundary. */
export const routeCauses: readonly Cause[] = [
  noRoute,
  routeBlackholed,
  gatewayUnreachable,
  wrongRoutePreferred,
  addressRangeOverlap,
];
