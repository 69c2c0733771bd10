import type { ComparedFlow, DirectionFates } from "../../evidence/index.ts";
import type { ClockLine } from "./clock.ts";
import { offsetByContent } from "./content.ts";
import type { Direction } from "./direction.ts";
import { fatesOf } from "./fates.ts";
import { endOf } from "./flow-ends.ts";
import { fact } from "./flow-rows.ts";
import type { FlowMatch } from "./match-flows.ts";
import { pairPackets } from "./pair-packets.ts";
import type { Place } from "./place.ts";
import type { Trust } from "./trust.ts";

/** Two captures; `shift` is from the first frame of the first one to that of the second, in nanoseconds by their clocks. */
export interface TwoPlaces {
  readonly first: Place;
  readonly second: Place;
  readonly shift: number;
}

/** A match, and where the places lie on its way. */
export interface PlacedMatch extends FlowMatch {
  readonly protocol: "tcp" | "udp";
  readonly isFirstNear: boolean;
  readonly placedBy: ComparedFlow["placedBy"];
}

/** Of which direction of a flow the packets are wanted. */
interface DirectionAsked {
  readonly protocol: "tcp" | "udp";
  /** Of the first capture's flow. */
  readonly direction: 0 | 1;
  /** The first place is nearer to the end that sends. */
  readonly isFirstUp: boolean;
  readonly line: ClockLine | null;
}

/** Clocks are read, and packets stamped, with so much error at least: 50 µs. */
const STAMPED_WITHIN = 50_000;
const ISN = [fact.isn0, fact.isn1] as const;

/** What is known of both captures as a whole. */
export interface Known {
  readonly line: ClockLine | null;
  /** Of the first and of the second one. */
  readonly trusts: readonly [Trust, Trust];
}

/** What became of the packets of one flow. */
export function compareFlow(places: TwoPlaces, match: PlacedMatch, { line, trusts }: Known): ComparedFlow {
  const { first, second } = places;
  const { protocol, isFirstNear } = match;
  const [flows, others] = [first[protocol].flows, second[protocol].flows];
  const client = flows.clientDirection(match.first);
  const server = client === 0 ? 1 : 0;
  const turned = (direction: 0 | 1): 0 | 1 => (match.flip === 0 ? direction : direction === 0 ? 1 : 0);
  const ends = [
    { client: endOf(flows, match.first, client), server: endOf(flows, match.first, server) },
    {
      client: endOf(others, match.second, turned(client)),
      server: endOf(others, match.second, turned(server)),
    },
  ] as const;
  const differs = (["client", "server"] as const).some(
    (end) => ends[0][end].address !== ends[1][end].address || ends[0][end].port !== ends[1][end].port,
  );
  const near = isFirstNear ? first.at : second.at;
  const far = isFirstNear ? second.at : first.at;
  return {
    protocol,
    streams: [match.first, match.second],
    ends,
    isTranslated: differs,
    matchedBy: match.by,
    nearClient: near,
    nearServer: far,
    placedBy: match.placedBy,
    fromClient: fates(client),
    fromServer: fates(server),
  };

  function fates(direction: 0 | 1): DirectionFates {
    const isFirstUp = (direction === client) === isFirstNear;
    const asked = { protocol, direction, isFirstUp, line };
    const there = directionOf(places, match, asked);
    const back = directionOf(places, match, {
      ...asked,
      direction: direction === 0 ? 1 : 0,
      isFirstUp: !isFirstUp,
    });
    const [from, to] = isFirstUp ? [first, second] : [second, first];
    const side = isFirstUp ? match.first * 2 + direction : match.second * 2 + turned(direction);
    return fatesOf({
      direction: there,
      pairs: pairPackets(there),
      from,
      to,
      trust: isFirstUp ? { from: trusts[0], to: trusts[1] } : { from: trusts[1], to: trusts[0] },
      isTcp: protocol === "tcp",
      sender: direction === client ? "client" : "server",
      answersDown: back.upRows,
      answersUp: back.downRows,
      toReceiver: back.times.toSender,
      uncertainty: there.times.slack,
      saidUncertainty: line?.uncertainty ?? null,
      icmpErrors: from[protocol].flows.icmpErrors[side] ?? 0,
      tooBig: from[protocol].flows.tooBig[side] ?? 0,
    });
  }
}

/** The packets of one direction at both places. */
export function directionOf(places: TwoPlaces, match: FlowMatch, asked: DirectionAsked): Direction {
  const { first, second, shift } = places;
  const { protocol, direction, isFirstUp, line } = asked;
  const [one, two] = [first[protocol], second[protocol]];
  const rows = one.rowsOf(match.first * 2 + direction);
  const others = two.rowsOf(match.second * 2 + (direction ^ match.flip));
  const sign = isFirstUp ? 1 : -1;
  const known = line === null || !line.isSteady ? null : line;
  const toFirst = (time: number): number => {
    if (known === null) return time;
    const at = time + shift - known.offset;
    return at - known.drift * at;
  };
  const toSecond = (time: number): number =>
    known === null ? time : time + known.offset + known.drift * time - shift;
  return {
    up: isFirstUp ? one : two,
    down: isFirstUp ? two : one,
    upRows: isFirstUp ? rows : others,
    downRows: isFirstUp ? others : rows,
    isStream: protocol === "tcp",
    sequenceOffset: (sign * offset(direction)) | 0,
    ackOffset: (sign * offset(direction === 0 ? 1 : 0)) | 0,
    times: {
      toSender: isFirstUp ? toFirst : toSecond,
      slack: known === null ? Number.POSITIVE_INFINITY : (known.uncertainty ?? 0) + STAMPED_WITHIN,
    },
  };

  /** What the second place's numbers of a direction are more than the first's. */
  function offset(of: 0 | 1): number {
    if (protocol === "udp") return 0;
    const other = (of ^ match.flip) === 0 ? 0 : 1;
    const isKnown =
      ((one.flows.facts[match.first] ?? 0) & ISN[of]) !== 0 &&
      ((two.flows.facts[match.second] ?? 0) & ISN[other]) !== 0;
    if (isKnown) {
      return (
        ((two.flows.isn[match.second * 2 + other] ?? 0) - (one.flows.isn[match.first * 2 + of] ?? 0)) | 0
      );
    }
    if (match.by === "addresses") return 0;
    return offsetByContent(
      { traffic: one, rows: one.rowsOf(match.first * 2 + of) },
      { traffic: two, rows: two.rowsOf(match.second * 2 + other) },
    );
  }
}
