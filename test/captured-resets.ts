import { readFileSync } from "node:fs";
import type { CapturedFlow } from "../src/evidence/index.ts";
import { flow, mark, reset, side } from "./capture-records.ts";

/**
 * Connections that ended by a reset, as tcpdump saw them at the client or at the server on real kernels, one router between them:
 * `captured-resets.jsonl` has one a line, with what is null, false or of no account left out.
 */
export interface CapturedReset {
  readonly name: string;
  readonly at: "client" | "server";
  readonly flow: CapturedFlow;
}

/** An end that did nothing. */
const idle = side({
  packets: 0,
  wireOctets: 0,
  dataOctets: 0,
  synTtl: null,
  ttls: [],
  largestAcknowledged: 0,
  thinking: { turns: 0, total: 0, longest: null, first: null },
  mostInFlight: 0,
  lastAt: null,
});

/** The answer to a SYN, with nothing else known. */
const unknown = reset(1, {
  hasAck: false,
  sequenceIsZero: false,
  ackOffset: null,
  ipIdOfPeer: null,
  windowOfPeer: null,
  sincePeer: null,
  peerFrame: null,
  peerSent: null,
  ttlOfPeer: null,
  idleBefore: 0,
});

const empty = flow({
  client: { address: "198.51.100.7", port: 40_000 },
  server: { address: "192.0.2.10", port: 80 },
  last: mark(1),
  syns: [],
  synAcks: [],
  firstAck: null,
  serverRoundTrip: null,
  clientRoundTrip: null,
  completeness: 0,
  fromClient: idle,
  fromServer: idle,
});

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
        ...empty,
        ...kept.flow,
        fromClient: { ...idle, ...kept.flow.fromClient },
        fromServer: { ...idle, ...kept.flow.fromServer },
        resets: (kept.flow.resets ?? []).map((one) => ({ ...unknown, ...one })),
      },
    };
  });

/** One of them by its name and place. */
export function capturedReset(name: string, at: "client" | "server" = "client"): CapturedFlow {
  const found = capturedResets.find((one) => one.name === name && one.at === at);
  if (found === undefined) throw new Error(`no capture of ${name} at the ${at}`);
  return found.flow;
}
