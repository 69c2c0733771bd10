import { boundaries } from "../base/index.ts";
import { type Evidence, isKnownKind, upgradeValue } from "../evidence/index.ts";
import { number, object, optionalNumber, Refused, text } from "./bundle-fields.ts";

/** The records of a bundle, told apart by whether this program can judge them. */
export interface RecordedEvidence {
  /** All of them as recorded, in order; those of known kinds in today's shape. */
  readonly all: readonly Evidence[];
  /** Those that the engine is to be given. */
  readonly judged: readonly Evidence[];
  /** Kinds that this program does not know, or knows only in an older version: `name` or `name@2`. */
  readonly notJudged: readonly string[];
}

/** More records than any run makes: one that was kept under load for an hour makes a few thousand. */
const MOST_RECORDS = 200_000;

/**
 * Evidence from JSON Lines. Older kinds are upgraded; those that are not known are kept and not judged.
 *
 * @throws Refused where a line is no record.
 */
export function readEvidence(lines: string): RecordedEvidence {
  const all: Evidence[] = [];
  const judged: Evidence[] = [];
  const notJudged = new Set<string>();
  // One line at a time: a file of many million lines is refused at the first that is too many.
  for (let from = 0, at = 1; from < lines.length; at++) {
    const end = lines.indexOf("\n", from);
    const line = lines.slice(from, end < 0 ? lines.length : end);
    from = end < 0 ? lines.length : end + 1;
    if (line === "") continue;
    if (all.length >= MOST_RECORDS) throw new Refused(`it has more than ${MOST_RECORDS} records`);
    const { record, known } = readRecord(line, at);
    all.push(record);
    if (known === null) judged.push(record);
    else notJudged.add(known);
  }
  return { all, judged, notJudged: [...notJudged] };
}

/** One record, and the name of its kind where it is not to be judged. */
function readRecord(line: string, at: number): { readonly record: Evidence; readonly known: string | null } {
  const where = `line ${at} of its evidence`;
  const fields = object(parse(line, where), where);
  const kind = text(fields["kind"], `kind of ${where}`);
  const version = number(fields["version"], `version of ${where}`);
  if (!Number.isInteger(version) || version < 1) throw new Refused(`version of ${where} is ${version}`);
  for (const key of ["id", "vantage", "by", "purpose", "command", "boundary"])
    text(fields[key], `${key} of ${where}`);
  for (const key of ["observedAt", "took"]) number(fields[key], `${key} of ${where}`);
  optionalNumber(fields["attempt"], `attempt of ${where}`);
  if (fields["hop"] !== undefined) {
    const hop = number(fields["hop"], `hop of ${where}`);
    if (!Number.isInteger(hop) || hop < 1) throw new Refused(`hop of ${where} is ${hop}`);
  }
  const value = object(fields["value"], `value of ${where}`);
  // Its fields have been looked at above, and its kind decides the type of its value.
  const as = (upgraded: object) => ({ ...fields, value: upgraded }) as unknown as Evidence;
  if (!isKnownKind(kind) || !boundaries.some((id) => id === fields["boundary"]))
    return { record: as(value), known: kind };
  const upgraded = upgradeValue(kind, { version, value });
  return upgraded === null
    ? { record: as(value), known: `${kind}@${version}` }
    : { record: as(upgraded), known: null };
}

/** JSON, or the sentence that it is none. */
export function parse(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Refused(`${name} is no JSON`, { cause: error });
  }
}
