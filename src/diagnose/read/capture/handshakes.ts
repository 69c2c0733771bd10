import type { Ms } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Captured, othersFlows } from "./captured-flows.ts";

/** The first timeout of a SYN and of a SYN-ACK is a second; timers of some stacks are a little short. RFC 6298, section 2. */
const SENT_AGAIN: Ms = 900;
/** One lost packet of many is daily life. */
const ENOUGH = 2;
/** Of so few connections one is a share. */
const FEW = 5;
/** Network unreachable, unknown, or not for this type of service: a router without a route. RFC 1812, section 5.2.7.1; RFC 4443, section 3.1. */
const NO_ROUTE_4 = { type: 3, codes: [0, 6, 11] } as const satisfies Codes;
const NO_ROUTE_6 = { type: 1, codes: [0] } as const satisfies Codes;

interface Codes {
  readonly type: number;
  readonly codes: readonly number[];
}

/** How the handshakes of the request's connections went that a single record of their end does not tell: late, or half made. */
export const readHandshakes: Reader = (evidence, request) => {
  const flows = othersFlows(evidence, request);
  const [endpoint] = ofKind(evidence, "captured-endpoint").filter(
    ({ vantage }) => vantage === request.client,
  );
  const late = flows.filter(isLate);
  const isShare = late.length >= ENOUGH || (endpoint !== undefined && endpoint.value.connections <= FEW);
  const halfMade = flows.filter(
    (one) => isFailed(evidence, one) && (isHalfMade(one) || isLeftHalfMade(evidence, one)),
  );
  const wait = late[0] === undefined ? 0 : waitOf(late[0]);
  return [
    ...observe("syn-answered-late", true, {
      records: isShare ? late : [],
      slots: { seconds: (wait / 1000).toFixed(1) },
    }),
    ...observe("syn-ack-unacknowledged", true, {
      records: halfMade,
      slots: { copies: String(halfMade[0]?.value.synAcks.length ?? 0) },
    }),
    ...halfMade.flatMap(readRefusedAnswer),
  ];
};

/** A router that says of the server's SYN-ACK that it has no route to where it goes. */
function readRefusedAnswer(record: Captured): readonly Observation[] {
  const { icmpErrors, client } = record.value;
  const codes: Codes = client.address.includes(":") ? NO_ROUTE_6 : NO_ROUTE_4;
  const refusal = icmpErrors.find(
    ({ quotes, type, code }) => quotes === "server" && type === codes.type && codes.codes.includes(code),
  );
  if (refusal === undefined) return [];
  return observe("answers-lack-route", true, {
    records: [record],
    slots: {
      router: refusal.from,
      clientAddress: client.address,
      outcome: `ICMP type ${refusal.type} code ${refusal.code} in frame ${refusal.mark.frame}`,
    },
  });
}

/** From the first SYN to the acknowledgement. */
const waitOf = ({ value: { syns, firstAck } }: Captured): Ms =>
  syns[0] === undefined || firstAck === null ? 0 : firstAck.at - syns[0].at;

const isLate = (record: Captured): boolean => record.value.syns.length > 1 && waitOf(record) >= SENT_AGAIN;

/** The server answered the SYN again and again, and nothing of the client came after. */
export const isHalfMade = ({ value: { synAcks, firstAck, resets } }: Captured): boolean =>
  firstAck === null &&
  resets.length === 0 &&
  synAcks.length > 1 &&
  (synAcks.at(-1)?.at ?? 0) - (synAcks[0]?.at ?? 0) >= SENT_AGAIN;

/** The server's answer was the end of it, and the attempt came to nothing by it: no other record tells how its connection was made. */
const isLeftHalfMade = (evidence: readonly Evidence[], { attempt, value }: Captured): boolean =>
  value.synAcks.length > 0 &&
  value.firstAck === null &&
  value.resets.length === 0 &&
  !ofKind(evidence, "tcp-connect").some((one) => one.purpose === "reference" && one.attempt === attempt);

const isFailed = (evidence: readonly Evidence[], { attempt }: Captured): boolean =>
  ofKind(evidence, "attempt").some(
    ({ purpose, value }) =>
      purpose === "reference" && value.number === attempt && value.failedAt === "connect",
  );
