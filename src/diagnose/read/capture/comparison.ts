import type { ComparedFlow, DirectionFates } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Alone, type Compared, isAtServer } from "./compared.ts";
import { isAnswerLost, readLostAnswers } from "./comparison-answers.ts";
import { readComparedResets, readStrangers } from "./comparison-resets.ts";
import { readComparedSizes } from "./comparison-sizes.ts";

/** One lost packet is daily life, and of a few packets it is no share. */
const ENOUGH_LOST = 2;
const ENOUGH_SENT = 10;
/** Copies of a segment that left and never came: a repetition can be lost like any packet. */
const AGAIN = 2;

/** What two captures of one flow state: where its packets were lost, and which of them no end has sent. */
export const readComparison: Reader = (evidence, request) => {
  const records = ofKind(evidence, "capture-comparison");
  const all = records.flatMap((record) =>
    record.value.pairs.flatMap((pair) =>
      pair.flows.filter(({ protocol }) => protocol === "tcp").map((flow) => ({ record, flow })),
    ),
  );
  const isIts = ({ flow }: Compared) => flow.ends.some(({ server }) => isTarget(request, server));
  const flows = all.filter(isIts);
  const alone = records.flatMap((record) =>
    record.value.pairs.flatMap(({ unmatched }) =>
      unmatched
        .filter(({ protocol, server }) => protocol === "tcp" && isTarget(request, server))
        .map((flow) => ({ record, flow })),
    ),
  );
  return [
    ...readArrival(flows, alone),
    ...readLostAnswers(
      flows,
      all.filter((one) => !isIts(one)),
    ),
    ...readComparedResets(flows),
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

function readArrival(flows: readonly Compared[], alone: readonly Alone[]): readonly Observation[] {
  // Of a SYN whose answers are lost on the way back more is known: a reader of its own tells it.
  if (flows.some(({ flow }) => isAnswerLost(flow))) return [];
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
