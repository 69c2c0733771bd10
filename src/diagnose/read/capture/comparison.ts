import type {
  AppearedPacket,
  ComparedFlow,
  DirectionFates,
  Evidence,
  UnmatchedFlow,
} from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { readComparedSizes } from "./comparison-sizes.ts";

/** A TTL with which stacks begin: the packet has passed no router. RFC 1700; Linux and BSD 64, Windows 128, Solaris and routers 255. */
const FIRST_TTLS: readonly number[] = [64, 128, 255];
/** One lost packet is daily life, and of a few packets it is no share. */
const ENOUGH_LOST = 2;
const ENOUGH_SENT = 10;
/** Copies of a segment that left and never came: a repetition can be lost like any packet. */
const AGAIN = 2;

/** A flow of the request's, and the record that it is in. */
export interface Compared {
  readonly record: Evidence<"capture-comparison">;
  readonly flow: ComparedFlow;
}

/** What two captures of one flow state: where its packets were lost, and which of them no end has sent. */
export const readComparison: Reader = (evidence, request) => {
  const records = ofKind(evidence, "capture-comparison");
  const flows = records.flatMap((record) =>
    record.value.pairs.flatMap(({ flows: all }) =>
      all
        .filter(
          (flow) => flow.protocol === "tcp" && flow.ends.some(({ server }) => isTarget(request, server)),
        )
        .map((flow) => ({ record, flow })),
    ),
  );
  const alone = records.flatMap((record) =>
    record.value.pairs.flatMap(({ unmatched }) =>
      unmatched
        .filter(({ protocol, server }) => protocol === "tcp" && isTarget(request, server))
        .map((flow) => ({ record, flow })),
    ),
  );
  return [
    ...readArrival(flows, alone),
    ...readResets(flows),
    ...readStrangers(alone),
    ...readLoss(flows),
    ...readInVain(flows),
    ...readComparedSizes(flows),
  ];
};

const isTarget = (
  { asked, address }: ReferenceRequest,
  server: { readonly address: string; readonly port: number },
): boolean => server.address === address && server.port === asked.port;

interface Alone {
  readonly record: Evidence<"capture-comparison">;
  readonly flow: UnmatchedFlow;
}

/** Whether the place nearer to the server is on its very link: what leaves there has passed no router yet. */
const isAtServer = ({ fromServer }: ComparedFlow): boolean =>
  fromServer.ttlAtSender !== null && FIRST_TTLS.includes(fromServer.ttlAtSender);

function readArrival(flows: readonly Compared[], alone: readonly Alone[]): readonly Observation[] {
  const came = flows.filter(({ flow }) => flow.fromClient.arrived > 0);
  const sure = came.filter(({ flow }) => isAtServer(flow));
  if (came.length > 0) {
    return observe("syn-arrives-at-server", true, {
      records: (sure.length > 0 ? sure : came).map(({ record }) => record),
      strength: sure.length > 0 ? "states" : "suggests",
    });
  }
  const lost = alone.filter(({ flow }) => flow.fate === "lost" && flow.syns > 0);
  // What a capture's filter leaves out was not lost: only another flow to the same port shows that it would be there.
  const isSure = lost.some(({ flow }) => flow.isCovered === true && flow.otherSaw === "endpoint");
  return observe("syn-arrives-at-server", false, {
    records: lost.map(({ record }) => record),
    strength: isSure ? "states" : "suggests",
  });
}

/** A reset in the server's name that came to the client's place and never left the server's was made between. */
function readResets(flows: readonly Compared[]): readonly Observation[] {
  const born = flows.flatMap(({ record, flow }) =>
    flow.fromServer.appearedPackets
      .filter(({ is, isCertain }) => is === "RST" && isCertain)
      .map((reset) => ({ record, flow, reset })),
  );
  const [first] = born;
  const own = flows.filter(
    ({ flow }) =>
      isAtServer(flow) &&
      flow.fromServer.resetsLeft.some(({ ttl, hasArrived }) => hasArrived && FIRST_TTLS.includes(ttl)),
  );
  if (first !== undefined) {
    const records = born.map(({ record }) => record);
    const slots = resetSlots(first.flow, first.reset);
    return [
      ...observe("reset-is-a-strangers", true, { records, strength: "states", slots }),
      // Behind the server's place, a device could still lie between it and the server.
      ...(isAtServer(first.flow) ? observe("server-sent-reset", false, { records, slots }) : []),
    ];
  }
  return observe("server-sent-reset", true, { records: own.map(({ record }) => record) });
}

/** Words for the reset and for what proves where it is from. */
function resetSlots(
  { nearServer }: ComparedFlow,
  { mark, ttl, ttlOfClaimed, claimedWentOn }: AppearedPacket,
): Readonly<Record<string, string>> {
  const other = ttlOfClaimed !== null && ttlOfClaimed !== ttl ? `, TTL ${ttl} and not ${ttlOfClaimed}` : "";
  const alive = claimedWentOn ? ", and the server went on" : "";
  return {
    resetFrame: String(mark.frame),
    resetSender: `a device between ${mark.at} and ${nearServer}`,
    resetProof: `the reset came to ${mark.at} (frame ${mark.frame}${other}) and never left ${nearServer}${alive}`,
    resetLook: `: compare the resets of both captures`,
  };
}

/** A SYN that was answered by a reset without coming to the server's place. */
function readStrangers(alone: readonly Alone[]): readonly Observation[] {
  const refused = alone.filter(
    ({ flow }) =>
      flow.fate === "ends-here" &&
      flow.syns > 0 &&
      flow.resets > 0 &&
      !flow.isAnswered &&
      flow.isCovered === true &&
      flow.otherSaw !== "nothing",
  );
  const isSure = refused.some(({ flow }) => flow.otherSaw === "endpoint");
  const from = {
    records: refused.map(({ record }) => record),
    strength: isSure ? ("states" as const) : ("suggests" as const),
    slots: { resetProof: "the SYN was answered and never came to the server's place" },
  };
  return [
    ...observe("answered-in-its-place", true, from),
    ...observe("reset-is-a-strangers", true, from),
    ...observe("syn-arrives-at-server", false, from),
  ];
}

const sidesOf = ({ fromClient, fromServer }: ComparedFlow): readonly DirectionFates[] => [
  fromClient,
  fromServer,
];

/** What carries something: an acknowledgement that is thinned out on the way harms nobody. */
const lostOf = ({ lostData, lostPackets }: DirectionFates): number =>
  lostData + lostPackets.filter(({ is }) => is === "SYN" || is === "SYN-ACK").length;

/** Packets that left and did not come, while larger ones of the same direction did: chance, and not size or kind. */
function readLoss(flows: readonly Compared[]): readonly Observation[] {
  const sides = flows.flatMap(({ record, flow }) => sidesOf(flow).map((side) => ({ record, flow, side })));
  const lossy = sides.filter(
    ({ side }) =>
      lostOf(side) > 0 &&
      side.arrived > 0 &&
      !side.neverArrived &&
      (side.smallestLost === null || side.smallestLost <= (side.largestArrived ?? 0)),
  );
  const lost = lossy.reduce((sum, { side }) => sum + lostOf(side), 0);
  const left = lossy.reduce((sum, { side }) => sum + side.left, 0);
  const isAllFromServer = lossy.every(({ side, flow }) => side === flow.fromServer);
  return observe("loss-at-destination", true, {
    records: lost >= ENOUGH_LOST && left >= ENOUGH_SENT ? lossy.map(({ record }) => record) : [],
    slots: {
      lossWay: isAllFromServer ? "from" : "to",
      failing: String(lost),
      tries: String(left),
      lossSeen: `${lost} of ${left} packets left ${lossy[0]?.side.from} and did not come to ${lossy[0]?.side.to}`,
    },
  });
}

/** Data that left again and again and never came. */
function readInVain(flows: readonly Compared[]): readonly Observation[] {
  const isInVain = (side: DirectionFates): boolean => side.mostCopiesLost >= AGAIN && side.neverArrived;
  const recordsOf = (sideOf: (flow: ComparedFlow) => DirectionFates) =>
    flows.filter(({ flow }) => isInVain(sideOf(flow))).map(({ record }) => record);
  return [
    ...observe("answers-sent-again", true, { records: recordsOf(({ fromServer }) => fromServer) }),
    ...observe("data-unacknowledged", true, { records: recordsOf(({ fromClient }) => fromClient) }),
  ];
}
