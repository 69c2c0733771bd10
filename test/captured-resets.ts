import { readFileSync } from "node:fs";
import type { CapturedFlow, FlowSide, ResetSeen } from "../src/evidence/index.ts";

/**
 * Connections that ended by a reset, as tcpdump saw them at the client or at the server on real kernels, one router between them:
 * `captured-resets.jsonl` has one a line, with what is null, false or of no account left out.
 */
export interface CapturedReset {
  readonly name: string;
  readonly at: "client" | "server";
  readonly flow: CapturedFlow;
}

/** An end that did nothing out of the ordinary. */
const side: FlowSide = {
  packets: 0,
  wireOctets: 0,
  dataOctets: 0,
  flags: {},
  synTtl: null,
  ttls: [],
  mss: 1460,
  windowShift: 7,
  usesSack: true,
  usesTimestamps: true,
  roundTrips: null,
  largestAcknowledged: 0,
  smallestRepeated: null,
  largestRepeated: null,
  mostCopies: 1,
  mostCopiesOctets: 0,
  copyWaits: [],
  mostCopiesAcknowledged: false,
  lostBehind: 0,
  lostBefore: 0,
  reordered: 0,
  missedByCapture: 0,
  duplicateFrames: 0,
  superFrames: 0,
  congestionMarks: 0,
  congestionEchoes: 0,
  closedWindow: { times: 0, total: 0, longest: null, isClosedAtEnd: false },
  thinking: { turns: 0, total: 0, longest: null },
  mostInFlight: 0,
  unacknowledgedAtEnd: 0,
  keepAliveInterval: null,
  keepAlives: 0,
  firstData: null,
  lastData: null,
  lastAt: null,
  finAt: null,
  beganWith: null,
};

/** The answer to a SYN, with nothing else known. */
const reset: ResetSeen = {
  mark: { frame: 2, at: 1 },
  claims: "server",
  hasAck: false,
  sequenceOffset: null,
  sequenceIsZero: false,
  answersAck: false,
  ackOffset: null,
  ttl: 64,
  ipId: 0,
  ipIdBefore: null,
  ipIdOfPeer: null,
  ipIdStepBefore: null,
  window: 0,
  windowOfPeer: null,
  hasTimestamps: false,
  dataOctets: 0,
  sincePeer: null,
  peerFrame: null,
  peerSent: null,
  sinceClaimed: null,
  claimedFrame: null,
  claimedSent: null,
  windowOfClaimed: null,
  ttlOfPeer: null,
  timestampAdvance: null,
  claimedUsesTimestamps: false,
  offsetToPeerAck: null,
  peerAwaitsAnswer: false,
  unacknowledgedOfClaimed: 0,
  unacknowledgedOfPeer: 0,
  quietBefore: null,
  idleBefore: 0,
  leastRoundTrip: null,
  ttlsOfClaimed: [],
  dataAfter: null,
  packetAfter: null,
  newDataAfter: null,
  lastAfter: null,
  goesOn: null,
};

const flow: CapturedFlow = {
  stream: 0,
  client: { address: "198.51.100.7", port: 40_000 },
  server: { address: "192.0.2.10", port: 80 },
  clientKnownBy: "syn",
  first: { frame: 1, at: 0 },
  last: { frame: 2, at: 1 },
  syns: [],
  synAcks: [],
  firstAck: null,
  serverRoundTrip: null,
  clientRoundTrip: null,
  completeness: 0,
  fromClient: side,
  fromServer: side,
  resets: [],
  icmpErrors: [],
  stalls: [],
  longestSilence: null,
  reusesPorts: false,
  vlan: null,
  tunnels: 0,
};

type Kept = Pick<CapturedReset, "name" | "at"> & { readonly flow: Partial<CapturedFlow> };

/** Every connection of the file. */
export const capturedResets: readonly CapturedReset[] = readFileSync(
  new URL("captured-resets.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => {
    const kept = JSON.parse(line) as Kept; // Written from these types; what is missing is filled in below.
    return {
      name: kept.name,
      at: kept.at,
      flow: {
        ...flow,
        ...kept.flow,
        fromClient: { ...side, ...kept.flow.fromClient },
        fromServer: { ...side, ...kept.flow.fromServer },
        resets: (kept.flow.resets ?? []).map((one) => ({ ...reset, ...one })),
      },
    };
  });

/** One of them by its name and place. */
export function capturedReset(name: string, at: "client" | "server" = "client"): CapturedFlow {
  const found = capturedResets.find((one) => one.name === name && one.at === at);
  if (found === undefined) throw new Error(`no capture of ${name} at the ${at}`);
  return found.flow;
}
