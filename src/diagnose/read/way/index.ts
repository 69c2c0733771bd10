import type { Reader } from "../reader.ts";
import { readAddresses } from "./addresses.ts";
import { readEstablished } from "./established.ts";
import { readFirewalls } from "./firewall.ts";
import { readForwarding } from "./forwarding.ts";
import { readIdleTrackers } from "./idle-trackers.ts";
import { readNextHops } from "./next-hops.ts";
import { readOnWay } from "./on-way.ts";
import { readArrival, readOneWay } from "./one-way.ts";
import { readOtherInterfaces } from "./other-interfaces.ts";
import { readPathProbes } from "./path-probes.ts";
import { readResets } from "./resets.ts";
import { readReversePaths } from "./reverse-path.ts";
import { readRouteRefusals } from "./route-refusals.ts";
import { readShapers } from "./shapers.ts";
import { readSizesOnWay } from "./sizes-on-way.ts";
import { readStrays } from "./strays.ts";
import { readTranslation } from "./translation.ts";

/** Every reader of what the hosts on the way, and walks along it, say of the flow. */
export const wayReaders: readonly Reader[] = [
  readOnWay,
  readForwarding,
  readFirewalls,
  readEstablished,
  readOtherInterfaces,
  readTranslation,
  readRouteRefusals,
  readReversePaths,
  readNextHops,
  readStrays,
  readOneWay,
  readArrival,
  readPathProbes,
  readSizesOnWay,
  readResets,
  readIdleTrackers,
  readShapers,
  readAddresses,
];
