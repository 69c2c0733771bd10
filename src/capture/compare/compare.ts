import type { CaptureComparison, ComparedPair, ComparedPlace } from "../../evidence/index.ts";
import { orderPieces } from "../pieces.ts";
import { comparePlaces } from "./compare-places.ts";
import { Place } from "./place.ts";

/** A capture, in one file or in pieces, and the name of the place at which it was made. */
export interface CaptureSource {
  readonly at: string;
  readonly files: readonly string[];
}

/**
 * Compares captures of the same time, each with the one given before it: what became of every packet between the two places. Memory is
 * bounded: some 100 MiB for each of two captures at a time.
 *
 * @throws FaultlineError where a source cannot be opened or is no capture.
 */
export async function compareCaptures(
  sources: readonly CaptureSource[],
  { signal }: { readonly signal: AbortSignal },
): Promise<CaptureComparison> {
  const places: ComparedPlace[] = [];
  const pairs: ComparedPair[] = [];
  let before: Place | null = null;
  for (const [index, { at, files }] of sources.entries()) {
    // Two places of one name could not be told apart in what is said of them.
    const isTaken = sources.slice(0, index).some((other) => other.at === at);
    const ordered = await orderPieces(files, signal);
    const place = new Place(isTaken ? `${at} (${index + 1})` : at, ordered);
    await place.take(ordered, signal);
    if (signal.aborted) break;
    places.push(place.summary());
    if (before !== null) pairs.push(await comparePlaces(before, place, signal));
    before = place;
  }
  return { places, pairs };
}
