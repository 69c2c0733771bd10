import { control, isAfter } from "../tcp/sequence.ts";
import { LARGEST_PAYLOAD, type SideTrack, type TrackedPacket } from "./side-track.ts";

const DECIDING = control.syn | control.fin | control.rst | control.ack | control.ece;
/** ECN's codepoint for congestion. RFC 3168, section 5. */
const CONGESTED = 3;

/**
 * The common packet in a straight line: the next data of an end that was sending, or an acknowledgement, without a flag and with an open
 * window. Only what is faster is here: whatever it leaves (false, and nothing changed), `SideTrack.send` takes to the same effect.
 */
export function sendInOrder(own: SideTrack, peer: SideTrack, seen: TrackedPacket): boolean {
  const { packet, header } = seen;
  const { sequence, data, window } = header;
  if (seen.mask !== 0 || (header.bits & DECIDING) !== control.ack || window === 0) return false;
  if (packet.ttl !== own.ttl || (packet.trafficClass & CONGESTED) === CONGESTED) return false;
  // It may be a copy of the packet before.
  if (packet.ipId > 0 && packet.ipId === own.lastIpId && sequence === own.lastSequence) return false;
  if (!own.hasNext || own.closedSince >= 0 || peer.holes?.isEmpty === false) return false;
  if (data > 0) {
    if (sequence !== own.next || data > (peer.mss > 0 ? peer.mss : LARGEST_PAYLOAD)) return false;
    // Its first data, or its turn begins.
    if (own.firstDataAt < 0 || peer.lastDataAt > own.lastDataAt) return false;
    const end = (sequence + data) | 0;
    own.dataOctets += data;
    own.fly(seen, end, peer);
    own.next = end;
  } else if (isAfter(sequence, own.next)) return false;
  own.packets += 1;
  own.wireOctets += seen.wireOctets;
  own.ttlCount += 1;
  own.acknowledge(seen, peer);
  own.remember(seen);
  return true;
}
