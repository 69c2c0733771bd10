import type { AppearedPacket, ComparedFlow } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe } from "../reader.ts";
import { type Alone, type Compared, FIRST_TTLS, isAtServer } from "./compared.ts";

/** A reset that came to one place and never left the other. */
interface Born extends Compared {
  readonly reset: AppearedPacket;
}

/**
 * A reset in an end's name that never left that end's place was made between. One in the server's name ends the connection for the client;
 * one in the client's name ends it for the server, whose own reset, where one comes later, answers a client that knows nothing of it. RFC
 * 9293, section 3.10.7.1.
 */
export function readComparedResets(flows: readonly Compared[]): readonly Observation[] {
  const born = flows.flatMap((one) => [
    ...one.flow.fromServer.appearedPackets.filter(isProven).map((reset) => ({ ...one, reset })),
    ...one.flow.fromClient.appearedPackets
      .filter((packet) => isProven(packet) && !hasResetBefore(one.flow, packet))
      .map((reset) => ({ ...one, reset })),
  ]);
  const [first] = born;
  if (first === undefined) {
    const own = flows.filter(({ flow }) => isAtServer(flow) && sendsReset(flow));
    return observe("server-sent-reset", true, { records: own.map(({ record }) => record) });
  }
  const records = born.map(({ record }) => record);
  const slots = resetSlots(first);
  const inServersName = born.find(({ reset }) => reset.claims === "server");
  return [
    ...observe("reset-is-a-strangers", true, { records, strength: "states", slots }),
    // Behind the server's place, a device could still lie between it and the server.
    ...(inServersName !== undefined && isAtServer(inServersName.flow)
      ? observe("server-sent-reset", false, { records, slots })
      : []),
  ];
}

const isProven = ({ is, isCertain }: AppearedPacket): boolean => is === "RST" && isCertain;

/** The server's own reset left before: what comes later ended nothing. */
const hasResetBefore = ({ fromServer }: ComparedFlow, { mark }: AppearedPacket): boolean =>
  fromServer.resetsLeft.some((own) => own.mark.at !== mark.at || own.mark.time <= mark.time);

const sendsReset = ({ fromServer }: ComparedFlow): boolean =>
  fromServer.resetsLeft.some(({ ttl, hasArrived }) => hasArrived && FIRST_TTLS.includes(ttl));

/** Words for the reset and for what proves where it is from. */
function resetSlots({ flow, reset }: Born): Readonly<Record<string, string>> {
  const { mark, claims, ttl, ttlOfClaimed, claimedWentOn } = reset;
  const from = claims === "server" ? flow.nearServer : flow.nearClient;
  const other = ttlOfClaimed !== null && ttlOfClaimed !== ttl ? `, TTL ${ttl} and not ${ttlOfClaimed}` : "";
  const alive = claimedWentOn ? `, and the ${claims} went on` : "";
  return {
    resetFrame: String(mark.frame),
    resetSender: `a device between ${mark.at} and ${from}`,
    resetProof: `the reset came to ${mark.at} (frame ${mark.frame}${other}) and never left ${from}${alive}`,
    resetLook: `: compare the resets of both captures`,
  };
}

/** A SYN that was answered by a reset without coming to the server's place. */
export function readStrangers(alone: readonly Alone[]): readonly Observation[] {
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
