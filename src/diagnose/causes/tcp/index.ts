import type { Cause } from "../../cause.ts";
import { acceptQueueOverflow } from "./accept-queue-overflow.ts";
import { boundToLoopbackOnly } from "./bound-to-loopback-only.ts";
import { idleTimeoutReset } from "./idle-timeout-reset.ts";
import { middleboxResets } from "./middlebox-resets.ts";
import { peerResets } from "./peer-resets.ts";
import { portNotListening } from "./port-not-listening.ts";
import { receiverNotReading } from "./receiver-not-reading.ts";
import { synFlood } from "./syn-flood.ts";

/** The causes of this boundary. */
export const tcpCauses: readonly Cause[] = [
  portNotListening,
  boundToLoopbackOnly,
  acceptQueueOverflow,
  synFlood,
  idleTimeoutReset,
  peerResets,
  middleboxResets,
  receiverNotReading,
];
