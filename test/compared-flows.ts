import type { ComparedFlow, DirectionFates, UnmatchedFlow } from "../src/evidence/index.ts";
import { askedFor } from "./http-records.ts";

/** Ends of the compared connections. */
export const compared = {
  client: { address: "192.0.2.1", port: 40_000 },
  server: { address: "192.0.2.10", port: askedFor.port },
} as const;

/** What one end sent, all of which came. */
const side = (from: string, to: string, said: Partial<DirectionFates>): DirectionFates => ({
  from,
  to,
  left: 20,
  arrived: 20,
  lost: 0,
  lostData: 0,
  lostPackets: [],
  appeared: 0,
  appearedPackets: [],
  duplicated: 0,
  overtaken: 0,
  missedAtSender: 0,
  missedAtReceiver: 0,
  outside: 0,
  unclear: 0,
  largestArrived: 1_500,
  smallestLost: null,
  mostCopiesLost: 0,
  distinctLost: 0,
  ttlAtSender: 64,
  resetsLeft: [],
  neverArrived: false,
  icmpErrors: 0,
  tooBig: 0,
  delay: null,
  changes: {
    hops: 1,
    mss: null,
    optionsStripped: [],
    windowChanged: 0,
    dscp: null,
    ecn: null,
    congestionMarked: 0,
    sequenceOffset: 0,
    ipIdChanged: 0,
    dataChanged: 0,
  },
  ...said,
});

/** A connection that both places saw whole. */
export const comparedFlow = (
  fromServer: Partial<DirectionFates> = {},
  fromClient: Partial<DirectionFates> = {},
): ComparedFlow => ({
  protocol: "tcp",
  streams: [0, 0],
  ends: [compared, compared],
  isTranslated: false,
  matchedBy: "addresses",
  nearClient: "client",
  nearServer: "server",
  placedBy: "ttl",
  fromClient: side("client", "server", fromClient),
  fromServer: side("server", "client", fromServer),
});

/** A SYN that only the client's place saw. */
export const unmatchedFlow = (said: Partial<UnmatchedFlow>): UnmatchedFlow => ({
  protocol: "tcp",
  at: "client",
  stream: 1,
  ...compared,
  first: { at: "client", frame: 1, time: 0 },
  packets: 4,
  isAnswered: false,
  syns: 4,
  resets: 0,
  isCovered: true,
  otherSaw: "endpoint",
  fate: "lost",
  ...said,
});
