import { groupBy, type Ms } from "../../../base/index.ts";
import type { DestinationSockets, Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { arrivalOf } from "../tcp/listeners.ts";
import { portOf } from "../tcp/tries.ts";
import { covers, isAtBacklog } from "./owners.ts";

type Owners = Evidence<"socket-owners">;

/** A browser opens six connections to a host at once, a pool about ten: twice that, and at every look, is a loop or a crowd. */
const MANY_WAITING = 20;
/** The first SYN goes out again after so long, each later one after at most twice as long. RFC 6298, sections 2.1 and 5.5. */
const FIRST_TIMEOUT: Ms = 1_000;

/** Whether hosts in view try the target's port again and again without backoff, and whether its listener takes any of them. */
export const readRetries: Reader = (evidence, request) => {
  if (request.address === null) return [];
  const spans = groupBy(ofKind(evidence, "socket-owners"), ({ vantage }) => vantage).flatMap(spanOf);
  const { address } = request;
  // Destination NAT may put another address and port in the place of those asked for.
  const arrival = arrivalOf(evidence, request, address);
  const port = portOf(evidence, request);
  const isTarget: IsTarget = (one) =>
    (one.port === port && one.address === address) ||
    (one.port === arrival.port && one.address === arrival.address);
  const taken = spans
    .filter(({ after }) => after.vantage === request.server)
    .flatMap((span) => readTaken(span, arrival));
  const isTaken = taken.length > 0 || hasOwnMade(evidence, request);
  return [...spans.flatMap((span) => readRenewed(span, { isTarget, isTaken })), ...taken];
};

interface Span {
  readonly before: Owners;
  readonly after: Owners;
  readonly lasted: Ms;
}

/** The first and the last look at a host. */
function spanOf(records: readonly Owners[]): readonly Span[] {
  const before = records.find(({ purpose }) => purpose === "freeze");
  const after = records.findLast(({ purpose }) => purpose === "thaw");
  if (before === undefined || after === undefined) return [];
  return [{ before, after, lasted: after.observedAt - before.observedAt }];
}

interface Arrival {
  readonly address: string;
  readonly port: number;
}
type IsTarget = (one: Arrival) => boolean;

/**
 * Many wait for an answer at the first look, and as many others at the last: they took the places of those that gave up. They are
 * the crowd itself where more wait than are connected, and some are made nevertheless.
 */
function readRenewed(
  { before, after, lasted }: Span,
  { isTarget, isTaken }: { readonly isTarget: IsTarget; readonly isTaken: boolean },
): readonly Observation[] {
  const [then, now] = [before, after].map(({ value }) => value.peers.filter(isTarget));
  if (then === undefined || now === undefined) return [];
  const syns = sum(now, synSentOf);
  const givenUp = Math.max(0, sum(now, givenUpOf) - sum(then, givenUpOf));
  const fresh = givenUp + sum(now, (peer) => youngerThan(lasted, peer));
  const isRenewed = sum(then, waitingOf) >= MANY_WAITING && fresh >= Math.max(MANY_WAITING, syns / 2);
  if (!isRenewed) return [];
  const most = after.value.processes.toSorted((a, b) => synSentOf(b) - synSentOf(a))[0];
  const from = {
    records: [before, after],
    at: after.vantage,
    slots: {
      synSent: String(sum(now, waitingOf)),
      ...(most === undefined || synSentOf(most) === 0 ? {} : { stormer: `${most.name}/${most.pid}` }),
    },
  };
  // Of a host whose connections succeed as many are connected at least: they live longer than a handshake takes.
  const isMost = [then, now].every((ones) => sum(ones, waitingOf) > sum(ones, establishedOf));
  const isMade = isTaken || sum(now, madeOf) > sum(then, madeOf);
  return [
    ...observe("connects-renewed-at-once", true, from),
    ...(isMost && isMade ? observe("retries-crowd-target", true, from) : []),
  ];
}

/** Connections in the making that are surely younger: what is older has sent its SYN again more often. */
const youngerThan = (age: Ms, { synRetries }: DestinationSockets): number =>
  synRetries.reduce(
    (total, count, retries) => total + (FIRST_TIMEOUT * (2 ** (retries + 1) - 1) <= age ? count : 0),
    0,
  );

/** More connections came into the queue between two looks than it had room for at the first: the application takes some. */
function readTaken({ before, after, lasted }: Span, { address, port }: Arrival): readonly Observation[] {
  const [then, now] = [before, after].map(({ value }) =>
    value.listeners.find((one) => one.port === port && covers(one, address) && isAtBacklog(one)),
  );
  if (then === undefined || now === undefined || then.backlog === null) return [];
  // The kernel takes one more than the backlog.
  const room = Math.max(0, then.backlog + 1 - then.queue);
  const isTaken = now.newestWaiting.filter((age) => age < lasted).length > room;
  const from = { records: isTaken ? [before, after] : [] };
  return observe("listener-takes-some", true, from);
}

/** Whether a connection of the run itself was made. */
function hasOwnMade(evidence: readonly Evidence[], request: ReferenceRequest): boolean {
  const { client, address } = request;
  const port = portOf(evidence, request);
  return ofKind(evidence, "tcp-connect").some(
    ({ vantage, value }) =>
      vantage === client && value.address === address && value.port === port && value.outcome === "connected",
  );
}

type Pile = { readonly byState: Readonly<Record<string, number>> };

const synSentOf = ({ byState }: Pile): number => byState["SYN_SENT"] ?? 0;

/** Closed by the process while the peer acknowledges nothing: a queue that overflows leaves a client alone with its connection. */
const givenUpOf = ({ byState }: Pile): number => byState["FIN_WAIT1"] ?? 0;

const waitingOf = (pile: Pile): number => synSentOf(pile) + givenUpOf(pile);

const establishedOf = ({ byState }: Pile): number => byState["ESTABLISHED"] ?? 0;

/** Sockets that both ends have known of. */
const madeOf = ({ byState }: Pile): number =>
  ["FIN_WAIT2", "TIME_WAIT", "CLOSE_WAIT", "LAST_ACK"].reduce(
    (total, state) => total + (byState[state] ?? 0),
    0,
  );

const sum = <T>(list: readonly T[], numberOf: (one: T) => number): number =>
  list.reduce((total, one) => total + numberOf(one), 0);
