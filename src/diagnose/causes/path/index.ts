import type { Cause } from "../../cause.ts";
import { conntrackTableFull } from "./conntrack-table-full.ts";
import { destinationNatWrong } from "./destination-nat-wrong.ts";
import { firewallDrops } from "./firewall-drops.ts";
import { firewallRejects } from "./firewall-rejects.ts";
import { hostUnreachable } from "./host-unreachable.ts";
import { ipv6PathBroken } from "./ipv6-path-broken.ts";
import { latencyHigh } from "./latency-high.ts";
import { mtuBlackHole } from "./mtu-black-hole.ts";
import { natPortsExhausted } from "./nat-ports-exhausted.ts";
import { packetLoss } from "./packet-loss.ts";
import { periodicSaturation } from "./periodic-saturation.ts";
import { routerNotForwarding } from "./router-not-forwarding.ts";
import { routingLoop } from "./routing-loop.ts";
import { throughputLimited } from "./throughput-limited.ts";

/** The causes of this boundary. */
export const pathCauses: readonly Cause[] = [
  packetLoss,
  periodicSaturation,
  latencyHigh,
  mtuBlackHole,
  routingLoop,
  // Before the filter: where nothing at all of a host answers, that is what is seen.
  hostUnreachable,
  firewallDrops,
  firewallRejects,
  conntrackTableFull,
  natPortsExhausted,
  ipv6PathBroken,
  routerNotForwarding,
  destinationNatWrong,
  throughputLimited,
];
