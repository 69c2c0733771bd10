import type { Boundary } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import type { Run } from "./run.ts";

/** The records that the verdict cites, in its order. */
export const citedBy = ({ diagnosis, evidence }: Pick<Run, "diagnosis" | "evidence">): readonly Evidence[] =>
  diagnosis.verdict.because
    .map((id) => evidence.find((record) => record.id === id))
    .filter((record) => record !== undefined);

/** Endings of a step that are as they should be; every other word of `outcome` tells of a failure. */
const sound: ReadonlySet<string> = new Set([
  "answered",
  "bounded",
  "completed",
  "connected",
  "open",
  "opened",
  "resolved",
]);

/** Readings of the whole host: their numbers mean little before one has read what failed. */
const readings: ReadonlySet<string> = new Set([
  "kernel-counters",
  "local-routes",
  "neighbours",
  "process-limits",
  "resolver-config",
  "socket-table",
]);

/** The least status that is a server's own failure. RFC 9110, section 15.6. */
const FIRST_SERVER_ERROR = 500;

/** Places in the order of reading; what belongs to the boundary of the verdict goes before the rest. */
const FAILS_ELSEWHERE = 2;
const REPEATS = 4;
const READING = 5;

/**
 * What is cited as somebody reads it: the broken boundary first, there and elsewhere what failed before what did not,
 * then what repeats one of them (the same kind, place and ending), and last what the host says of itself. Otherwise the
 * order stays.
 */
export function readingOrder<T>(
  cited: readonly T[],
  boundary: Boundary | null,
  recordOf: (item: T) => Evidence,
): readonly T[] {
  const placeOf = (record: Evidence): number => {
    if (readings.has(record.kind)) return READING;
    return (record.boundary === boundary ? 0 : FAILS_ELSEWHERE) + (showsFailure(record) ? 0 : 1);
  };
  const seen = new Set<string>();
  return cited
    .map((item) => ({ item, record: recordOf(item), place: placeOf(recordOf(item)) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item, record, place }) => {
      const alike = [record.kind, wordOf(record, "server", "address"), wordOf(record, "outcome")].join(" ");
      const repeats = seen.has(alike);
      seen.add(alike);
      return { item, place: repeats && place !== READING ? REPEATS : place };
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Whether the record by itself says that something went wrong. */
function showsFailure(record: Evidence): boolean {
  // Records of others can lack what their kind has; then nothing is said of them.
  const value: Readonly<Record<string, unknown>> = { ...(record.value as object) };
  const outcome = wordOf(record, "outcome");
  if (outcome !== null && !sound.has(outcome)) return true;
  if (value["answeredProperly"] === false || value["nameMatches"] === false) return true;
  if (record.kind === "tls-handshake" && value["dates"] !== "valid") return true;
  const { trusted } = { trusted: null as unknown, ...(value["trust"] as object | null | undefined) };
  if (trusted === false) return true;
  return typeof value["status"] === "number" && value["status"] >= FIRST_SERVER_ERROR;
}

/** The first of these fields that holds a text. */
function wordOf(record: Evidence, ...fields: readonly string[]): string | null {
  const value: Readonly<Record<string, unknown>> = { ...(record.value as object) };
  const word = fields.map((field) => value[field]).find((each) => typeof each === "string");
  return typeof word === "string" ? word : null;
}
