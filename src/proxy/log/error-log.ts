import type { EpochMs } from "../../base/index.ts";
import { type LoggedEnding, type LoggedError, type LoggedErrors, startOf } from "../../evidence/index.ts";
import { readSignals, withoutSecrets } from "../../signals/index.ts";
import { budgetOf, commandFor, type LogAsked, type LogContext } from "./access-log.ts";
import { type ErrorStated, errorOf, isSerious, tellsOfError } from "./error-of.ts";
import { type JoinedLine, LineJoiner } from "./joined-lines.ts";
import { jsonFormat } from "./json-format.ts";
import { LineFields, textOf } from "./line-fields.ts";
import type { LogGap } from "./log-gap.ts";
import { createNameless, type Nameless } from "./nameless.ts";
import { isOurs } from "./ours.ts";
import { findTime, plainFormat } from "./plain-format.ts";
import { isSameRoute } from "./route.ts";
import { TimeReader } from "./time-reader.ts";
import { endingOf } from "./told-to-end.ts";
import { createRetryTally } from "./tries-again.ts";
import { readWindow } from "./window.ts";
import { writerOf } from "./writer.ts";
import { zoneDoubt } from "./zone.ts";

/** Distinct lines that a record keeps. */
const MOST_KEPT = 50;
/** Distinct lines that are told apart in one reading. */
const MOST_DISTINCT = 1000;
/** Texts that are searched for signals: each costs some tenths of a millisecond. */
const MOST_SEARCHED = 500;
/** Signs of a line that are kept. */
const LONGEST_TEXT = 500;
/** Processes whose ids are kept. */
const MOST_WRITERS = 8;
/** Ends of a process that are kept, and the signs of each. */
const MOST_ENDINGS = 20;
const LONGEST_ENDING = 200;
/** Signals of one line. */
const MOST_SIGNALS = 8;

/** Words that end a piece of work. */
const ending = /\b(?:completed|complete|finished|done|responded|ended|handled|processed|served|took)\b/i;

/**
 * Reads what an error log, or the log of an application, says in a window of time, and takes it down as `logged-errors`; what
 * was not read is a gap. Never throws for what is in a file.
 *
 * @returns the record's value, or `null` where nothing could be read.
 */
export async function readErrorLog(asked: LogAsked, context: LogContext): Promise<LoggedErrors | null> {
  const { recorder, clock } = context;
  const { observedAt, ticks } = startOf(clock);
  const { value, gaps } = await collect(asked, context);
  const boundary = asked.software === "application" ? "app" : "proxy";
  for (const gap of gaps) recorder.gap({ boundary, ...gap });
  if (value === null) return null;
  recorder.record("logged-errors", value, {
    boundary,
    by: "logged",
    purpose: "context",
    observedAt,
    took: clock.ticks() - ticks,
    command:
      asked.software === "application"
        ? commandFor(asked)
        : commandFor({ ...asked, route: { ...asked.route, path: null } }),
  });
  return value;
}

/** A distinct line, while it is counted. */
interface Distinct {
  error: LoggedError;
  count: number;
  first: EpochMs;
}

async function collect(
  asked: LogAsked,
  context: LogContext,
): Promise<{ readonly value: LoggedErrors | null; readonly gaps: readonly LogGap[] }> {
  const { vantage, software, path, route, ours, window, clockOffset } = asked;
  const [from, until] = [window.from + clockOffset, window.until + clockOffset];
  const reader = new TimeReader({ zone: asked.zone, until });
  const [json, plain, line] = [jsonFormat(reader), plainFormat(reader), new LineFields()];
  const distinct = new Map<string, Distinct>();
  const signalsOf = createSignalsOf();
  const endings: LoggedEnding[] = [];
  const retries = createRetryTally();
  const nameless = createNameless<Nameless & { readonly mask: string; readonly noted: Noted }>(ours);
  const writers = new Set<number>();
  let lines = 0;
  let endedOursAt: EpochMs | null = null;
  const tell = ({ time, octets, first }: JoinedLine) => {
    if (time < from || time > until) return;
    lines += 1;
    // nginx has a form of its own.
    const isJson = json.read(octets, 0, first, line);
    if (!isJson && software !== "nginx") plain.read(octets, 0, first, line);
    const text = textOf(octets, 0, octets.length);
    const stated = errorOf(text, line, software);
    const at = time - clockOffset;
    const isOfRoute = stated.path !== null && isSameRoute(stated, route);
    const isRequest =
      isOfRoute && stated.path === route.path && (stated.method ?? route.method) === route.method;
    const known = isOurs({ ...stated, at, isRequest }, ours);
    const isEnd = known && (stated.status !== null || stated.took !== null || ending.test(text));
    if (isEnd && software === "application") endedOursAt = Math.max(endedOursAt ?? at, at);
    const ended = software === "application" && !isRequest ? endingOf(text, at) : null;
    if (ended !== null) endings.push(ended);
    if (endings.length > MOST_ENDINGS) endings.shift();
    const writer = software === "application" ? writerOf(text) : null;
    if (writer !== null) {
      // The newest goes to the end.
      writers.delete(writer);
      writers.add(writer);
      for (const oldest of writers) {
        if (writers.size <= MOST_WRITERS) break;
        writers.delete(oldest);
      }
    }
    const mask = `${maskOf(text)}\n${stated.reason}\n${stated.status}`;
    if (software === "application" && !known) retries.add(text, mask, at);
    const signals = isSerious(stated.level) || stated.reason !== null ? signalsOf(mask, text) : [];
    const speaks =
      stated.reason !== null || signals.length > 0 || ((known || isOfRoute) && tellsOfError(stated));
    if (!speaks) return;
    const noted = { stated, at, text, signals, isOurs: known, isOfRoute: isOfRoute || known };
    const { answered: status } = stated;
    if (known || status === null || !nameless.holds({ at, status, mask, noted })) note(distinct, mask, noted);
  };
  const joiner = new LineJoiner(tell);
  const timeOf = (octets: Uint8Array, start: number, end: number): EpochMs =>
    octets[start] === 0x7b && json.read(octets, start, end, line)
      ? line.time
      : findTime(octets, start, end, reader);
  const read = await readWindow({
    vantage,
    path,
    from,
    until,
    budget: budgetOf(asked, context),
    timeOf,
    visit: (octets, start, end, time, isNewFile) => {
      if (isNewFile) joiner.flush();
      joiner.add(octets, start, end, time);
    },
  });
  joiner.flush();
  for (const { line: held, isOurs: known } of nameless.told())
    note(distinct, held.mask, { ...held.noted, isOurs: known, isOfRoute: known });
  const doubt = await zoneDoubt(asked, reader, timeOf);
  const gaps = doubt === null ? read.gaps : [...read.gaps, doubt];
  if (read.coversFrom === null && gaps.length > 0) return { value: null, gaps };
  const errors = [...distinct.values()]
    .toSorted((one, other) => one.error.at - other.error.at)
    .slice(-MOST_KEPT)
    .map(({ error, count, first }) => withoutItsSecrets({ ...error, count, first }));
  const value = {
    software,
    file: path,
    from: window.from,
    until: window.until,
    lines,
    undated: joiner.undated,
  };
  const told = endings.map(({ text, ...rest }) => ({
    ...rest,
    text: withoutSecrets(text).slice(0, LONGEST_ENDING),
  }));
  const again = retries.result();
  const ended =
    software === "application"
      ? { endings: told, writers: [...writers], ...(again.length === 0 ? {} : { retries: again }) }
      : {};
  return { value: { ...value, errors, endedOursAt, ...ended }, gaps };
}

interface Noted extends Pick<LoggedError, "at" | "text" | "signals" | "isOurs" | "isOfRoute"> {
  readonly stated: ErrorStated;
}

function note(distinct: Map<string, Distinct>, mask: string, { stated, text, ...rest }: Noted): void {
  const { level, reason, phase, upstream, client, host, path, requestId, answered } = stated;
  const key = [mask, upstream, path, rest.isOurs].join("\n");
  const known = distinct.get(key);
  const { at } = rest;
  if (known !== undefined) {
    known.count += 1;
    known.first = Math.min(known.first, at);
    if (at < known.error.at) return;
  } else if (distinct.size >= MOST_DISTINCT) {
    // The oldest goes: those of this run and the newest are what is asked for.
    const oldest = [...distinct].find(([, { error }]) => !error.isOurs)?.[0];
    if (oldest !== undefined) distinct.delete(oldest);
  }
  const error: LoggedError = {
    ...rest,
    first: at,
    count: 1,
    text: text.slice(0, LONGEST_TEXT * 4),
    level,
    reason,
    phase,
    upstream,
    client,
    host,
    path,
    requestId,
    ...(answered === null ? {} : { answered }),
  };
  if (known === undefined) distinct.set(key, { error, count: 1, first: at });
  else known.error = error;
}

/** Only what is kept is searched for secrets: that costs more than all else. */
const withoutItsSecrets = (error: LoggedError): LoggedError => ({
  ...error,
  text: withoutSecrets(error.text).slice(0, LONGEST_TEXT),
  path: error.path === null ? null : withoutSecrets(error.path),
});

/** Lines that differ in numbers and ids alone are alike. */
const maskOf = (text: string): string =>
  text
    .slice(0, 1000)
    .replaceAll(/\b[0-9a-f-]{16,64}\b/gi, "#")
    // The number of an error says which one it is.
    .replaceAll(
      /((?:\(|\b(?:errno|error|code)[ =:]{1,2})\d{1,6})|\d{1,30}/gi,
      (_, kept: string | undefined) => kept ?? "#",
    );

/** Ids of the signals of a text; the same for texts that are alike, and none any more after so many of them. */
function createSignalsOf(): (mask: string, text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (mask, text) => {
    const before = known.get(mask);
    if (before !== undefined) return before;
    if (known.size >= MOST_SEARCHED) return [];
    const found = readSignals(text)
      .filter(({ signal }) => signal.strength !== "normal" && signal.strength !== "unknown")
      .map(({ signal }) => signal.id)
      .slice(0, MOST_SIGNALS);
    known.set(mask, found);
    return found;
  };
}
