import { chanceOfGroup } from "../../../calc/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { seriesAtTimes, TOO_RARE } from "./own-series.ts";

/** How many went to one place, and how many of these failed. */
interface Place {
  readonly name: string;
  readonly count: number;
  readonly failures: number;
}

/** The places that attempts went to, by one source. */
interface Split {
  readonly what: "backends" | "addresses";
  readonly record: Evidence;
  readonly places: readonly Place[];
}

/**
 * Whether all failures went to one backend or address, and the others had none: by what the answers name, by what the proxy's access log
 * says of this run's own requests, by the address of the connection. By Fisher's exact test, as often as there are places.
 */
export const readOneBackend: Reader = (evidence, { client }) => {
  const series = seriesAtTimes(evidence, client);
  if (series === null) return [];
  const { groups = [], failures } = series.value;
  const splits: readonly Split[] = [
    { what: "backends", record: series, places: groups.filter(({ by }) => by === "backend") },
    ...ofKind(evidence, "logged-exchanges")
      .filter(({ value }) => value.software !== "application")
      .map((record): Split => ({ what: "backends", record, places: ownPlaces(record) })),
    { what: "addresses", record: series, places: groups.filter(({ by }) => by === "address") },
  ];
  const found = splits.flatMap(({ what, record, places }) => {
    const bad = badOne(places, failures);
    return bad === null ? [] : [{ what, record, places, bad }];
  })[0];
  if (found === undefined) return [];
  const { what, record, places, bad } = found;
  return observe("failures-of-one-backend", true, {
    records: [series, record],
    slots: {
      badBackend: bad.name,
      failing: `1 of ${places.length} ${what}`,
      failedWhere: `all of them at ${bad.name} (${bad.failures} of the ${bad.count} that went there), 1 of ${places.length} ${what}`,
    },
  });
};

const ownPlaces = ({ value }: Evidence<"logged-exchanges">): readonly Place[] =>
  (value.ownByUpstream ?? []).map(({ name, requests, failures }) => ({ name, count: requests, failures }));

/** The one place that has all failures of the series, where chance does not put them there; else `null`. */
function badOne(places: readonly Place[], failures: number): Place | null {
  const [bad, ...others] = places.toSorted((a, b) => b.failures - a.failures);
  if (bad === undefined || others.length === 0) return null;
  const otherFailures = others.reduce((sum, place) => sum + place.failures, 0);
  // A failure that no place is known of may have gone anywhere.
  if (otherFailures > 0 || bad.failures < failures) return null;
  const otherCount = others.reduce((sum, { count }) => sum + count, 0);
  return chanceOfGroup({ ...bad, otherFailures, otherCount }) * places.length < TOO_RARE ? bad : null;
}
