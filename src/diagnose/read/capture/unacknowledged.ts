import type { Ms } from "../../../base/index.ts";
import type { FlowSide } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, type Reader } from "../reader.ts";
import { bareFailures, type Captured, capturedFlows, isOwn } from "./captured-flows.ts";

/** A segment and three repetitions. One or two repetitions are daily life. RFC 6298, section 5.5. */
const AGAIN_AND_AGAIN = 4;
/** What every path passes: IPv4's 576 octets less its headers. RFC 9293, section 3.7.1. */
const PASSES_ANYWHERE = 536;
/** What one end sends in one go. */
const ONE_GO: Ms = 1_000;
/** Options take up to 40 octets of a full segment. RFC 9293, section 3.1. */
const OPTIONS = 40;

/** What was sent again and again and never acknowledged, and whether it is its size that does not pass. */
export const readUnacknowledged: Reader = (evidence, request) => {
  const flows = capturedFlows(evidence, request);
  const ofClient = flows.filter(({ value }) => isInVain(value.fromClient));
  // What came as far as the client's own host was not lost on the way to it.
  const ofServer = flows.filter((one) => !isOwn(one) && isInVain(one.value.fromServer));
  const inVain = [...ofClient, ...ofServer];
  const stalled = bareFailures(evidence, request, "request-unacknowledged");
  const withheld = bareFailures(evidence, request, "answer-unacknowledged");
  return [
    ...observe("sending-stalls", true, { records: stalled, slots: sentSlots(stalled[0]) }),
    ...observe("answer-stalls", true, {
      records: withheld,
      slots: { bodyOctets: String(withheld[0]?.value.fromServer.dataOctets ?? 0) },
    }),
    ...observe("data-unacknowledged", true, { records: ofClient }),
    ...observe("answers-sent-again", true, { records: ofServer }),
    ...observe("stall-has-losses", true, { records: inVain }),
    ...readSizes(inVain),
  ];
};

const isInVain = (side: FlowSide): boolean =>
  side.mostCopies >= AGAIN_AND_AGAIN && !side.mostCopiesAcknowledged && side.unacknowledgedAtEnd > 0;

/** Only full segments are sent in vain, and smaller ones were acknowledged: the way has no room for them. */
function readSizes(inVain: readonly Captured[]): readonly Observation[] {
  const withSides = (is: (own: FlowSide, peer: FlowSide) => boolean) =>
    inVain.filter((one) => sidesOf(one).some(([own, peer]) => is(own, peer)));
  // A host that is gone takes nothing at all, whatever its size: only one that is still heard states it.
  const alive = withSides((own, peer) => isLargeAlone(own, peer) && isHeardAfter(own, peer));
  const likely = withSides((own, peer) => isLargeAlone(own, peer) && isTakenJustBefore(own));
  const passed = withSides(isPassedBefore);
  const large = alive.length > 0 ? alive : likely;
  const strength = alive.length > 0 ? "states" : "suggests";
  const octets = Math.max(0, ...large.flatMap((one) => sidesOf(one).map(([own]) => own.mostCopiesOctets)));
  return [
    ...observe("large-vanishes", true, { records: large, strength, slots: { octets: String(octets) } }),
    ...observe("large-vanishes", false, { records: large.length === 0 ? passed : [] }),
    ...observe("small-passes", true, { records: large, strength }),
  ];
}

/** What it sent in one go was taken as long as it was small: that the other end went away just then is little likely. */
const isTakenJustBefore = ({ largestAcknowledged, firstData, lastData }: FlowSide): boolean =>
  largestAcknowledged > 0 && firstData !== null && lastData !== null && lastData.at - firstData.at < ONE_GO;

/** Each end with the other one, where what it sent was in vain. */
function sidesOf(record: Captured): readonly (readonly [FlowSide, FlowSide])[] {
  const { fromClient, fromServer } = record.value;
  const ofClient = [fromClient, fromServer] as const;
  const sides = isOwn(record) ? [ofClient] : [ofClient, [fromServer, fromClient] as const];
  return sides.filter(([own]) => isInVain(own));
}

function isLargeAlone(own: FlowSide, peer: FlowSide): boolean {
  const full = Math.min(own.mss ?? Number.POSITIVE_INFINITY, peer.mss ?? Number.POSITIVE_INFINITY);
  const isKnown = full !== Number.POSITIVE_INFINITY;
  const octets = own.smallestRepeated ?? 0;
  const isFull = octets > PASSES_ANYWHERE && (!isKnown || octets >= full - OPTIONS);
  // A super-frame is cut into full segments behind the point of capture: what was acknowledged must be smaller than those.
  const isCut = own.superFrames > 0;
  const onTheWay = isCut ? Math.min(octets, full - OPTIONS) : octets;
  const isNoneAcknowledged = (isKnown || !isCut) && own.largestAcknowledged < onTheWay;
  return isFull && isNoneAcknowledged && (own.largestAcknowledged > 0 || hearsAcknowledgements(peer));
}

/** What it sent was not sent again: the acknowledgements of the other end, which are small, have come to it. */
const hearsAcknowledgements = ({ dataOctets, mostCopies, lostBehind }: FlowSide): boolean =>
  dataOctets > 0 && mostCopies === 1 && lostBehind === 0;

/** As much in one segment was acknowledged before: it is not its size. */
const isPassedBefore = (own: FlowSide): boolean => own.largestAcknowledged >= own.mostCopiesOctets;

/** The other end was heard after what does not come through: it lives. */
const isHeardAfter = (own: FlowSide, peer: FlowSide): boolean => {
  const since = own.lastData?.at ?? Number.POSITIVE_INFINITY;
  return (
    (peer.flags.duplicate_ack ?? 0) + (peer.flags.keep_alive ?? 0) > 0 ||
    (peer.lastData?.at ?? -1) > since ||
    (peer.finAt?.at ?? -1) > since
  );
};

/** Words for the request's octets that were taken and were not. */
function sentSlots(record: Captured | undefined): Readonly<Record<string, string>> {
  if (record === undefined) return {};
  const { dataOctets, unacknowledgedAtEnd } = record.value.fromClient;
  return {
    sentOctets: String(Math.max(0, dataOctets - unacknowledgedAtEnd)),
    requestOctets: String(dataOctets),
  };
}
