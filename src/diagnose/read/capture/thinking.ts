import { hostPort, type Ms } from "../../../base/index.ts";
import type { CapturedFlow, Evidence, Pause } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import {
  type Captured,
  captureQuality,
  isWhole,
  lossesOf,
  othersFlows,
  roundTripOf,
} from "./captured-flows.ts";

/** docs/contract.md, "Status": a step is slow when it takes over 1 s more than its round trips explain. */
const SLOW: Ms = 1_000;
/** One for the request and its answer, and one more where its packet was lost and found by a duplicate. */
const ROUND_TRIPS = 2;
/** Where packets are lost, an answer that comes late may be a copy of one that was lost: of so large a share of all it is none. */
const MOST = 0.5;

/**
 * Whether the server took long for its first octet, where the snap length cut off what was said: its kernel acknowledged what the client had
 * sent, and the answer came much later. Only the first answer counts: what a server sends later may be a message of its own accord.
 */
export const readThinking: Reader = (evidence, request) => {
  const isKnown = isWhole(evidence, request);
  const unread = unreadFlows(evidence, request).filter((record) => isKnown(record) && answered(record));
  const late = unread
    .filter(({ value }) => isLate(value))
    .toSorted((a, b) => (answerOf(b.value)?.took ?? 0) - (answerOf(a.value)?.took ?? 0));
  const isLossy = othersFlows(evidence, request).some(({ value }) => lossesOf(value) > 0);
  const [slowest] = late;
  if (slowest === undefined || (isLossy && late.length < MOST * unread.length)) return [];
  const { address, port } = slowest.value.server;
  const slots = {
    seconds: ((answerOf(slowest.value)?.took ?? 0) / 1000).toFixed(1),
    hostPort: hostPort(request.asked.host, port),
    address,
    port: String(port),
  };
  const attempt = ofKind(evidence, "attempt").filter(
    ({ purpose, value }) => purpose === "reference" && value.number === slowest.attempt,
  );
  return [
    ...observe("first-byte-late", true, { records: [...attempt, slowest], slots }),
    ...observe("answer-takes-long", true, { records: late, slots }),
    ...observe("request-acknowledged", true, { records: late }),
  ];
};

/** Connections that went well and of which no record tells what they carried, in a capture that does not hold whole frames. */
function unreadFlows(evidence: readonly Evidence[], request: ReferenceRequest): readonly Captured[] {
  if ((captureQuality(evidence, request)?.cutFrames ?? 0) === 0) return [];
  const told = new Set(
    (["http-exchange", "tls-handshake", "captured-session"] as const)
      .flatMap((kind) => ofKind(evidence, kind))
      .filter(({ purpose }) => purpose === "reference")
      .map(({ attempt }) => attempt),
  );
  const proper = new Set(
    ofKind(evidence, "attempt")
      .filter(({ purpose, value }) => purpose === "reference" && value.answeredProperly)
      .map(({ value }) => value.number),
  );
  return othersFlows(evidence, request).filter(
    ({ attempt }) => attempt !== null && proper.has(attempt) && !told.has(attempt),
  );
}

/** The wait for the first octet of the server; `null` where the server spoke first, or it is not known who the client is. */
const answerOf = ({ fromServer, clientKnownBy }: CapturedFlow): Pause | null =>
  clientKnownBy === "port" ? null : (fromServer.thinking.first ?? null);

/** What the client said is a request, or cut off before its first octet; and the network carried it at once. */
const answered = ({ value }: Captured): boolean => {
  const { beganWith } = value.fromClient;
  const isRequest = beganWith === "http-request" || (beganWith === null && !mayBeHeld(value));
  return isRequest && answerOf(value) !== null && lossesOf(value) === 0 && value.fromClient.mostCopies === 1;
};

/**
 * Ports of protocols in which a server holds its first answer back until there is something to say: Kafka's Fetch, Redis' BLPOP, and
 * printers, which answer when they have printed.
 */
const HELD: readonly number[] = [6379, 9092, 9100];

const mayBeHeld = ({ server }: CapturedFlow): boolean => HELD.includes(server.port);

function isLate(flow: CapturedFlow): boolean {
  const roundTrip = Math.max(roundTripOf(flow), flow.fromClient.roundTrips?.most ?? 0);
  const took = answerOf(flow)?.took ?? 0;
  return flow.fromClient.roundTrips !== null && took > SLOW + ROUND_TRIPS * roundTrip;
}
