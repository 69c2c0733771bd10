import { groupBy, type Ms } from "../../base/index.ts";
import type { CapturedEndpoint, CapturedFlow } from "../../evidence/index.ts";
import { type ConnectSeen, connectSeen } from "./connect-seen.ts";
import { lossesOfAll } from "./losses.ts";

/** A connection, and how its making is seen. */
export interface SeenFlow {
  readonly flow: CapturedFlow;
  readonly connect: ConnectSeen;
}

/** A client that waits longer than the first timeout has been left without an answer. RFC 6298, section 2. */
const FIRST_TIMEOUT: Ms = 1_000;

/** Reads how each connection was made. */
export const seenFlows = (flows: readonly CapturedFlow[], endsAt: Ms): readonly SeenFlow[] =>
  flows.map((flow) => ({ flow, connect: connectSeen(flow, endsAt) }));

/** All connections to one address and port, in numbers; `null` where there is none. */
export function endpointOf(
  seen: readonly SeenFlow[],
  ttlsOfHost: CapturedEndpoint["ttlsOfHost"],
  endsAt: Ms,
): CapturedEndpoint | null {
  const [first] = seen;
  if (first === undefined) return null;
  const came = (...outcomes: readonly ConnectSeen["outcome"][]) =>
    seen.filter(({ connect }) => outcomes.includes(connect.outcome));
  const unanswered = came("timed-out", "lone-syn");
  const halfMade = seen.filter((one) => isHalfMade(one, endsAt));
  const bySource = groupBy(seen, ({ flow }) => flow.client.address);
  const busiest = bySource
    .map((ofSource) => ({ ofSource, waiting: unmadeOf(ofSource, endsAt).length }))
    .filter(({ waiting }) => waiting > 0)
    .toSorted((a, b) => b.waiting - a.waiting)[0]?.ofSource;
  return {
    server: first.flow.server,
    ttlsOfHost,
    seenFor: endsAt - seen.reduce((least, { flow }) => Math.min(least, flow.first.at), endsAt),
    connections: seen.length,
    sources: bySource.length,
    made: came("connected").length,
    underWay: seen.filter(({ flow }) => flow.syns.length + flow.synAcks.length === 0).length,
    refused: came("refused", "unreachable", "prohibited").length,
    unanswered: unanswered.length,
    mostUnansweredAtOnce: mostAtOnce(unanswered.map(waitOf)),
    halfMade: halfMade.length,
    halfMadeSources: new Set(halfMade.map(({ flow }) => flow.client.address)).size,
    mostHalfMadeAtOnce: mostAtOnce(halfMade.map(({ flow }) => ({ from: flow.first.at, until: endsAt }))),
    losses: lossesOfAll(seen.map(({ flow }) => flow)),
    busiest: busiest === undefined ? null : busiestOf(busiest, endsAt),
  };
}

/** The server answered, the client has sent nothing since, and the capture goes on for longer than a client takes to answer. */
export function isHalfMade({ flow, connect }: SeenFlow, endsAt: Ms): boolean {
  if (connect.outcome === "half-made") return true;
  const [answered] = flow.synAcks;
  return (
    connect.outcome === "unseen" &&
    answered !== undefined &&
    flow.syns.length > 0 &&
    flow.firstAck === null &&
    flow.resets.length === 0 &&
    flow.fromClient.dataOctets === 0 &&
    flow.fromClient.finAt === null &&
    endsAt - answered.at >= FIRST_TIMEOUT
  );
}

const unmadeOf = (seen: readonly SeenFlow[], endsAt: Ms): readonly SeenFlow[] =>
  seen.filter(
    (one) =>
      one.connect.outcome === "timed-out" || one.connect.outcome === "lone-syn" || isHalfMade(one, endsAt),
  );

function busiestOf(seen: readonly SeenFlow[], endsAt: Ms): CapturedEndpoint["busiest"] {
  const [first] = seen;
  if (first === undefined) return null;
  const waits = unmadeOf(seen, endsAt)
    .map(waitOf)
    .toSorted((a, b) => a.from - b.from);
  const begun = seen
    .flatMap(({ flow }) => flow.syns.slice(0, 1).map(({ at }) => at))
    .toSorted((a, b) => a - b);
  return {
    address: first.flow.client.address,
    connections: seen.length,
    made: seen.filter(({ connect }) => connect.outcome === "connected").length,
    unanswered: seen.filter(
      ({ connect }) => connect.outcome === "timed-out" || connect.outcome === "lone-syn",
    ).length,
    begunWhileWaiting: begunWithin(begun, waits),
  };
}

interface Wait {
  readonly from: Ms;
  readonly until: Ms;
}

const waitOf = ({ flow }: SeenFlow): Wait => ({
  from: flow.first.at,
  until: Math.max(flow.last.at, flow.first.at + FIRST_TIMEOUT),
});

/** Beginnings that fall into the wait of another one that had lasted for the first timeout already. */
function begunWithin(begun: readonly Ms[], waits: readonly Wait[]): number {
  let [count, next, until] = [0, 0, -1];
  for (const at of begun) {
    for (; next < waits.length; next += 1) {
      const wait = waits[next];
      if (wait === undefined || wait.from + FIRST_TIMEOUT > at) break;
      until = Math.max(until, wait.until + FIRST_TIMEOUT);
    }
    if (at <= until) count += 1;
  }
  return count;
}

/** The most intervals that hold one moment. */
function mostAtOnce(waits: readonly Wait[]): number {
  const steps = waits
    .flatMap(({ from, until }) => [
      { at: from, by: 1 },
      { at: until, by: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || b.by - a.by);
  let [now, most] = [0, 0];
  for (const { by } of steps) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
