import type { Ms } from "../../../base/index.ts";
import type { ComparedFlow, LostPacket } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe } from "../reader.ts";
import type { Compared } from "./compared.ts";

/** The first timeout of a SYN-ACK is a second; timers of some stacks are a little short. RFC 6298, section 2. */
const SENT_AGAIN: Ms = 900;
/** One connection may be the one that a broken leg of several equal ones carries; so many SYN-ACKs of it are no chance. */
const ENOUGH_LOST = 3;

/**
 * Whether the server's answers to the SYN were lost on their way back: they left its place again and again, and none came to the client's.
 *
 * A route and a reverse path are chosen by addresses alone. So where answers from another port of the same address come to the same client
 * meanwhile, it is the port that makes the difference, and a filter that it falls under: to the client this is a SYN without an answer.
 */
export function readLostAnswers(
  flows: readonly Compared[],
  besides: readonly Compared[],
): readonly Observation[] {
  const lost = flows.filter(({ flow }) => isAnswerLost(flow));
  const others = besides.filter(({ flow }) => lost.some((one) => isMeanwhile(one.flow, flow)));
  const spared = lost.filter(
    ({ flow }) =>
      flow.fromServer.lost >= ENOUGH_LOST && others.some((other) => isMeanwhile(flow, other.flow)),
  );
  const records = lost.map(({ record }) => record);
  const port = others[0]?.flow.ends[0].server.port;
  return [
    ...observe("syn-ack-unacknowledged", true, {
      records,
      slots: { copies: String(lost[0]?.flow.fromServer.lost ?? 0) },
    }),
    ...(spared.length === lost.length
      ? [
          ...observe("syn-unanswered", true, { records }),
          ...observe("host-answers-otherwise", true, {
            records,
            slots: port === undefined ? {} : { otherPort: String(port) },
          }),
        ]
      : []),
  ];
}

/** SYN-ACKs left, over longer than their timer, and nothing of the server came to the client; the SYN itself did come. */
export function isAnswerLost({ fromClient, fromServer }: ComparedFlow): boolean {
  const answers = fromServer.lostPackets.filter(isSynAck);
  const [first, last] = [answers[0], answers.at(-1)];
  return (
    fromClient.arrived > 0 &&
    fromServer.arrived === 0 &&
    fromServer.unclear + fromServer.missedAtReceiver === 0 &&
    fromServer.lostPackets.every(isSynAck) &&
    first !== undefined &&
    last !== undefined &&
    last.mark.time - first.mark.time >= SENT_AGAIN
  );
}

const isSynAck = ({ is }: LostPacket): boolean => is === "SYN-ACK";

/** Another port of the same server answered the same client, both as each place knows them. */
const isMeanwhile = (lost: ComparedFlow, other: ComparedFlow): boolean =>
  other.fromServer.arrived > 0 &&
  lost.ends.every(({ client, server }, index) => {
    const ends = other.ends[index];
    return (
      ends !== undefined &&
      ends.client.address === client.address &&
      ends.server.address === server.address &&
      ends.server.port !== server.port
    );
  });
