import type { DirectionFates } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe } from "../reader.ts";
import type { Compared } from "./compared.ts";

/** What every path passes over IPv4, headers included. RFC 791, section 3.1. */
const PASSES_ANYWHERE = 576;
/** Copies of one segment that left: fewer may all be lost by chance. */
const AGAIN = 2;
/** Segments of different contents: of one alone it may be what it says that does not pass. */
const SEVERAL = 2;

/** Whether everything above a size is lost between two places, everything below passes, and no router says so. */
export function readComparedSizes(flows: readonly Compared[]): readonly Observation[] {
  const holes = flows.flatMap(({ record, flow }) =>
    [flow.fromClient, flow.fromServer]
      .filter(
        (side) => isHole(side) && passesBack(side === flow.fromClient ? flow.fromServer : flow.fromClient),
      )
      .map((side) => ({ record, side })),
  );
  const [first] = holes;
  if (first === undefined) return [];
  const records = holes.map(({ record }) => record);
  const strength = holes.some(({ side }) => side.distinctLost >= SEVERAL) ? "states" : "suggests";
  const octets = String(first.side.smallestLost ?? 0);
  const slots = { octets, passesOctets: String(first.side.largestArrived ?? 0) };
  return [
    ...observe("probe-finds-black-hole", true, { records, strength, slots }),
    ...observe("large-vanishes", true, { records, strength, slots }),
    ...observe("small-passes", true, { records, slots }),
  ];
}

/** Only data was lost, each copy of it, and nothing as large has come. */
const isHole = (side: DirectionFates): boolean =>
  side.smallestLost !== null &&
  side.smallestLost > Math.max(PASSES_ANYWHERE, side.largestArrived ?? 0) &&
  side.arrived > 0 &&
  side.lost === side.lostData &&
  side.neverArrived &&
  side.mostCopiesLost >= AGAIN &&
  side.tooBig === 0;

/** The other direction comes through: the flow as a whole lives. */
const passesBack = (side: DirectionFates): boolean => side.arrived > 0 && side.lost === side.lostData;
