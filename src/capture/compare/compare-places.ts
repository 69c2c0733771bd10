import { setImmediate as turn } from "node:timers/promises";
import type { ComparedFlow, ComparedPair } from "../../evidence/index.ts";
import { ClockEstimate } from "./clock.ts";
import { compareFlow, directionOf, type PlacedMatch, type TwoPlaces } from "./compare-flow.ts";
import { fact } from "./flow-rows.ts";
import { type FlowMatch, matchFlows } from "./match-flows.ts";
import { type DirectionSigns, isFirstNearClient, signsOf } from "./orientation.ts";
import { pairPackets } from "./pair-packets.ts";
import type { Place } from "./place.ts";
import { isSameTrust, SeenAt, trustAtFirst } from "./trust.ts";
import { unmatchedFlows } from "./unmatched.ts";

/** Flows that are told one by one; those in which least happened are left to the totals. */
const MOST_FLOWS = 4_096;
/** Flows after which others have their turn, so that a signal is seen. */
const FLOWS_BETWEEN_TURNS = 256;

/** Compares two captures. */
export async function comparePlaces(first: Place, second: Place, signal: AbortSignal): Promise<ComparedPair> {
  const places: TwoPlaces = { first, second, shift: shiftOf(first, second) };
  const found: { readonly match: FlowMatch; readonly protocol: "tcp" | "udp" }[] = [];
  for (const protocol of ["tcp", "udp"] as const) {
    const both = { first: first[protocol], second: second[protocol], protocol };
    for (const match of matchFlows(both)) found.push({ match, protocol });
    await turn();
  }
  const sure = new ClockEstimate(first.counts.latest);
  const any = new ClockEstimate(first.counts.latest);
  let [notCompared, seen, hasSure, nearVotes] = [0, 0, false, 0];
  const placed: PlacedMatch[] = [];
  for (const { match, protocol } of found) {
    seen += 1;
    if (seen % FLOWS_BETWEEN_TURNS === 0) await turn();
    if (signal.aborted) break;
    if (isGivenUp(places, match, protocol)) {
      notCompared += 1;
      continue;
    }
    const where = locate(match, protocol);
    nearVotes += where.votes;
    placed.push({ ...match, protocol, isFirstNear: where.isNear, placedBy: where.by });
  }
  const estimate = hasSure ? sure : any;
  const line = estimate.line();
  // Where nothing else tells, the places lie as they do for the other flows, or in the order in which they were given.
  const mostly = nearVotes >= 0;
  let trusts = [trustAtFirst(first), trustAtFirst(second)] as const;
  let { flows, totals, seenAt } = await compareAll();
  const learnt = [seenAt[0].trust(first), seenAt[1].trust(second)] as const;
  if (!signal.aborted && learnt.some((one, at) => !isSameTrust(one, trusts[at]))) {
    trusts = learnt;
    ({ flows, totals, seenAt } = await compareAll());
  }
  const { unmatched, onlyAtFirst, onlyAtSecond, endsHere } = unmatchedFlows(places, {
    matches: found,
    isFirstNear: mostly,
    line,
  });
  return {
    first: first.at,
    second: second.at,
    clock: line === null ? null : estimate.summary(line),
    flows,
    unmatched,
    totals: { matched: found.length, notCompared, onlyAtFirst, onlyAtSecond, endsHere, ...totals },
  };

  async function compareAll() {
    const all: ComparedFlow[] = [];
    const sums = {
      arrived: 0,
      lost: 0,
      appeared: 0,
      duplicated: 0,
      missedByCapture: 0,
      outside: 0,
      unclear: 0,
    };
    const at = [new SeenAt(), new SeenAt()] as const;
    for (const match of placed) {
      seen += 1;
      if (seen % FLOWS_BETWEEN_TURNS === 0) await turn();
      if (signal.aborted) break;
      const isFirstNear = match.placedBy === "order" ? mostly : match.isFirstNear;
      const flow = compareFlow(places, { ...match, isFirstNear }, { line, trusts });
      for (const side of [flow.fromClient, flow.fromServer]) {
        at[side.from === first.at ? 0 : 1].addSent(side);
        at[side.from === first.at ? 1 : 0].addCome(side);
        sums.arrived += side.arrived;
        sums.lost += side.lost;
        sums.appeared += side.appeared;
        sums.duplicated += side.duplicated;
        sums.missedByCapture += side.missedAtSender + side.missedAtReceiver;
        sums.outside += side.outside;
        sums.unclear += side.unclear;
      }
      all.push(flow);
      if (all.length === MOST_FLOWS * 2) keepWorst(all);
    }
    keepWorst(all);
    return { flows: all, totals: sums, seenAt: at };
  }

  /** Where the places lie on the way of a flow; its packets go into the clock. */
  function locate(match: FlowMatch, protocol: "tcp" | "udp") {
    const client = first[protocol].flows.clientDirection(match.first);
    const samples: { readonly isFromClient: boolean; readonly times: number[] }[] = [];
    const sureSamples: typeof samples = [];
    const signs = ([client, client ^ 1] as const).map((direction): DirectionSigns => {
      const isFromClient = direction === client;
      const [times, sureTimes]: [number[], number[]] = [[], []];
      samples.push({ isFromClient, times });
      sureSamples.push({ isFromClient, times: sureTimes });
      const raw = directionOf(places, match, {
        protocol,
        direction: direction === 0 ? 0 : 1,
        isFirstUp: true,
        line: null,
      });
      return signsOf(raw, pairPackets(raw), (same) => {
        (same.isSure ? sureTimes : times).push(same.first, same.second + places.shift);
      });
    });
    const [fromClient, fromServer] = signs;
    const where =
      fromClient === undefined || fromServer === undefined ? null : isFirstNearClient(fromClient, fromServer);
    const isNear = where?.isNear ?? true;
    add(sure, sureSamples);
    add(any, samples);
    return { isNear, by: where?.by ?? ("order" as const), votes: where === null ? 0 : isNear ? 1 : -1 };

    function add(into: ClockEstimate, from: typeof samples): void {
      for (const { isFromClient, times } of from) {
        if (into === sure && times.length > 0) hasSure = true;
        for (let at = 0; at < times.length; at += 2)
          into.add(isFromClient === isNear, times[at] ?? 0, times[at + 1] ?? 0);
      }
    }
  }
}

/** Nanoseconds from the first frame of the first capture to that of the second, by their clocks. */
const shiftOf = ({ counts: a }: Place, { counts: b }: Place): number =>
  (b.baseSeconds - a.baseSeconds) * 1e9 + (b.baseNanos - a.baseNanos);

const isGivenUp = ({ first, second }: TwoPlaces, match: FlowMatch, protocol: "tcp" | "udp"): boolean =>
  (((first[protocol].flows.facts[match.first] ?? 0) | (second[protocol].flows.facts[match.second] ?? 0)) &
    fact.givenUp) !==
  0;

/** Puts first the flows in which most went wrong, and leaves out the last ones. */
function keepWorst(flows: ComparedFlow[]): void {
  const told = ({ fromClient, fromServer }: ComparedFlow): number =>
    [fromClient, fromServer].reduce(
      (sum, { appeared, lost, lostData, duplicated, missedAtSender, missedAtReceiver }) =>
        sum + appeared * 1_000 + lostData * 100 + lost * 10 + duplicated + missedAtSender + missedAtReceiver,
      0,
    );
  flows.sort((one, two) => told(two) - told(one));
  flows.length = Math.min(flows.length, MOST_FLOWS);
}
