import type { CapturedFlow } from "./captured-flow.ts";

/** A segment and three repetitions. One or two repetitions are daily life. RFC 6298, section 5.5. */
const AGAIN_AND_AGAIN = 4;

/**
 * The client took what the server sent, and then is not heard of any more, neither by an acknowledgement nor by an end: switched off,
 * asleep, or on another network. What it leaves unacknowledged says nothing of the way by itself, since as large segments had come through.
 */
export function clientFallsSilent({ fromClient, fromServer, resets }: CapturedFlow): boolean {
  const { mostCopies, mostCopiesAcknowledged, mostCopiesOctets, unacknowledgedAtEnd, copyWaits } = fromServer;
  if (mostCopies < AGAIN_AND_AGAIN || mostCopiesAcknowledged || unacknowledgedAtEnd === 0) return false;
  if (fromClient.lastAt === null || fromServer.lastAt === null || fromClient.finAt !== null) return false;
  if (resets.some(({ claims }) => claims === "client")) return false;
  if (fromServer.largestAcknowledged < mostCopiesOctets) return false;
  // Of the first copy it is not known when it was sent: the waits between the others are silent ones.
  const waited = copyWaits.slice(1).reduce((sum, wait) => sum + wait, 0);
  return fromServer.lastAt - fromClient.lastAt >= waited;
}
