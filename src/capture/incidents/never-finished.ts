import { isHalfMade, type SeenFlow } from "./endpoint.ts";
import type { Group } from "./groups.ts";
import type { Taking } from "./incident.ts";

/** Handshakes in the making that no ordinary load leaves: tcp_max_syn_backlog is 128 at the least. tcp(7). */
const MANY_UNFINISHED = 100;
/** Of all connections to the place: a busy server has as many that a moment will finish. */
const LEAST_SHARE = 0.05;
/** All but what others may have sent meanwhile. */
const NEARLY_ALL = 0.9;

/**
 * Handshakes that were answered and never finished, where there are so many that no load leaves them, and nothing else is to be seen of the
 * place: a server that is flooded sends its answers but once. A capture in which a filter let no acknowledgement pass shows the same of
 * any server: so one must be there, or the SYNs be such as no stack sends.
 */
export function neverFinished({ ofEndpoint, flows }: Group, { endsAt, facts }: Taking): readonly SeenFlow[] {
  const unfinished = flows.map(({ seen }) => seen).filter((seen) => isHalfMade(seen, endsAt));
  if (unfinished.length < MANY_UNFINISHED || unfinished.length < ofEndpoint.length * LEAST_SHARE) return [];
  const isByHand = unfinished.filter(({ flow }) => isBare(flow)).length >= unfinished.length * NEARLY_ALL;
  return isByHand || facts.flows.some(showsAcknowledgement) ? unfinished : [];
}

/** A SYN without any option: no stack of the last thirty years sends one. RFC 1122, section 4.2.2.6, wants the segment size to be sent. */
const isBare = ({ fromClient }: SeenFlow["flow"]): boolean =>
  fromClient.mss === null &&
  fromClient.windowShift === null &&
  !fromClient.usesSack &&
  !fromClient.usesTimestamps;

/** Data, or an acknowledgement alone. */
const showsAcknowledgement = ({ firstAck, fromClient, fromServer, resets }: SeenFlow["flow"]): boolean =>
  fromClient.dataOctets + fromServer.dataOctets > 0 ||
  (firstAck !== null &&
    firstAck.frame !== fromClient.finAt?.frame &&
    !resets.some(({ mark }) => mark.frame === firstAck.frame));
