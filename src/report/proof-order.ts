import { groupBy, type NonEmpty } from "../base/index.ts";
import type { Verdict } from "../diagnose/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { describeFrom } from "./describe.ts";
import type { Run } from "./run.ts";

/** The records that the verdict cites, in its order. */
export const citedBy = ({ diagnosis, evidence }: Pick<Run, "diagnosis" | "evidence">): readonly Evidence[] =>
  diagnosis.verdict.because
    .map((id) => evidence.find((record) => record.id === id))
    .filter((record) => record !== undefined);

/** The records that the verdict cites, those that say the same together, in the order of reading. */
export function proofGroups(run: Run): readonly NonEmpty<Evidence>[] {
  const client = run.vantage.name;
  const groups = groupBy(citedBy(run), (record) => withoutTimes(record, client));
  return readingOrder(groups, { ...run.diagnosis.verdict, client }, ([first]) => first);
}

/** What a record says but for how long it took: the same step tried again says the same. */
const withoutTimes = (record: Evidence, client: string): string =>
  describeFrom(record, client).replace(/\d[\d.]* (?:ms|s|min)\b|\b[Aa]ttempt \d+/g, "");

/** Endings of a step that are as they should be; every other word of `outcome` tells of a failure. */
const sound: ReadonlySet<string> = new Set([
  "answered",
  "bounded",
  "completed",
  "connected",
  "local",
  "open",
  "opened",
  "resolved",
  "unicast",
]);

/** Readings of the whole host, and lists of what was asked: their numbers mean little before one has read what failed. */
const readings: ReadonlySet<string> = new Set([
  "dns-survey",
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
const PROOF = -3;
const AT_THE_PLACE = -2;
const CITED_FIRST = -1;
const FAILS_ELSEWHERE = 2;
const REPEATS = 4;
const READING = 5;

/** Where a verdict says that it is broken. */
export type Broken = Pick<Verdict, "boundary" | "at">;

/**
 * What is cited as somebody reads it: what the verdict cites first of the very host that it names, what failed there, where that
 * is not the host that asks; then the broken boundary, there and elsewhere what failed before what did not, then what repeats one of
 * them (the same kind, place and ending), and last what the host says of itself. Otherwise the order stays.
 *
 * @param client The vantage where the request starts: nearly all records are made there, so that it tells nothing apart.
 */
export function readingOrder<T>(
  cited: readonly T[],
  { boundary, at, client }: Broken & { readonly client: string },
  recordOf: (item: T) => Evidence,
): readonly T[] {
  const first = cited[0] === undefined ? null : recordOf(cited[0]);
  const placeOf = (record: Evidence): number => {
    const isAtPlace = record.vantage === at;
    // What the verdict cites first is what proves it.
    if (record === first && isAtPlace) return PROOF;
    if (readings.has(record.kind)) return READING;
    if (at !== client && isAtPlace && showsFailure(record)) return AT_THE_PLACE;
    if (record === first && showsFailure(record)) return CITED_FIRST;
    return (record.boundary === boundary ? 0 : FAILS_ELSEWHERE) + (showsFailure(record) ? 0 : 1);
  };
  const seen = new Set<string>();
  return cited
    .map((item) => ({ item, record: recordOf(item), place: placeOf(recordOf(item)) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item, record, place }) => {
      const alike = [
        record.kind,
        record.vantage,
        wordOf(record, "server", "address"),
        wordOf(record, "way"),
        wordOf(record, "outcome"),
      ].join(" ");
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
  if (record.kind === "firewall") return stopsFlow(value["matches"]);
  if (value["answeredProperly"] === false || value["nameMatches"] === false) return true;
  if (record.kind === "tls-handshake" && value["dates"] !== "valid") return true;
  const { trusted } = { trusted: null as unknown, ...(value["trust"] as object | null | undefined) };
  if (trusted === false) return true;
  return typeof value["status"] === "number" && value["status"] >= FIRST_SERVER_ERROR;
}

/** Whether one of a firewall's rules that match the flow ends it. */
const stopsFlow = (matches: unknown): boolean =>
  Array.isArray(matches) &&
  matches.some((match: { readonly verdict?: unknown } | null) =>
    /^(?:drop|reject)/.test(String(match?.verdict)),
  );

/** The first of these fields that holds a text. */
function wordOf(record: Evidence, ...fields: readonly string[]): string | null {
  const value: Readonly<Record<string, unknown>> = { ...(record.value as object) };
  const word = fields.map((field) => value[field]).find((each) => typeof each === "string");
  return typeof word === "string" ? word : null;
}
