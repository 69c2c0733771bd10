import type { Reader } from "../reader.ts";
import { readConnectSymptoms } from "./connect-symptoms.ts";
import { readConntrack } from "./conntrack.ts";
import { readCounters } from "./counters.ts";
import { readFamilies } from "./families.ts";
import { readIcmpAnswers } from "./icmp-answers.ts";
import { readInterfaces } from "./interfaces.ts";
import { readListeners } from "./listeners.ts";
import { readNextHop } from "./next-hop.ts";
import { readOtherTries } from "./other-tries.ts";
import { readOwnPackets } from "./own-packets.ts";
import { readRoundTrips } from "./round-trips.ts";
import { readSizes } from "./sizes.ts";
import { readSocketPiles } from "./socket-piles.ts";
import { readStallLosses } from "./stall-losses.ts";

/** Every reader of this family. */
export const tcpReaders: readonly Reader[] = [
  readConnectSymptoms,
  readOtherTries,
  readIcmpAnswers,
  readOwnPackets,
  readNextHop,
  readInterfaces,
  readListeners,
  readCounters,
  readConntrack,
  readSocketPiles,
  readStallLosses,
  readSizes,
  readRoundTrips,
  readFamilies,
];
