import { type Field, field, type LineFields } from "./line-fields.ts";
import type { TimeReader } from "./time-reader.ts";

/** Something that reads lines of one form. */
export interface LogFormat {
  /** `combined`, `json`, `haproxy-http` …; `custom` where the user wrote it. */
  readonly name: string;
  /** The product that writes it alone; `null` where several do. */
  readonly isHaproxy: boolean;
  /** Puts the parts of the line into `line`; `false` where the line is not of this form. */
  read(octets: Uint8Array, start: number, end: number, line: LineFields): boolean;
}

/**
 * One piece of a form: octets that stand as they are, or a part between two of them.
 *
 * - `text`: up to the next piece. `list`: the same, and `, ` and ` : ` are inside of it. `words`: three words, where a space ends it.
 * - `address`: without a space in it. `timers`: numbers between slashes. `time`: as long as a time is. `braces`: `{…}` and a space, or nothing at all.
 */
export type Piece =
  | string
  | {
      readonly field: Field | null;
      readonly kind: "text" | "list" | "words" | "address" | "timers" | "braces";
      /** Milliseconds in one unit; 0 where the unit is written. */
      readonly scale?: number;
    }
  | { readonly kind: "time" };

interface Step {
  /** What must stand before the part. */
  readonly before: Uint8Array;
  /** What ends it; empty for the end of the line. */
  readonly after: Uint8Array;
  readonly kind: number;
  readonly field: number;
  readonly scale: number;
}

const TEXT = 0;
const LIST = 1;
const WORDS = 2;
const TIME = 3;
const BRACES = 4;
const TIMERS = 5;
const ADDRESS = 6;
const kinds = {
  text: TEXT,
  list: LIST,
  words: WORDS,
  time: TIME,
  braces: BRACES,
  timers: TIMERS,
  address: ADDRESS,
} as const;

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/** A form as it is written down, made ready: what stands behind the last part that anybody asks for is not looked at. */
export function compileFormat(name: string, pieces: readonly Piece[], time: TimeReader): LogFormat {
  const steps = stepsOf(pieces);
  return {
    name,
    isHaproxy: name.startsWith("haproxy"),
    read(octets, start, end, line) {
      line.begin(octets, start, end);
      let at = start;
      for (const step of steps) {
        const { before, kind } = step;
        for (let index = 0; index < before.length; index += 1) {
          if (octets[at + index] !== before[index]) return false;
        }
        at += before.length;
        if (at > end) return false;
        if (kind === TIME) {
          const value = time.read(octets, at, end);
          if (Number.isNaN(value)) return false;
          line.time = value;
          at = time.end;
          continue;
        }
        if (kind === BRACES) {
          if (octets[at] !== 0x7b) continue;
          const close = find(octets, at, end, step);
          if (close < 0) return false;
          if (line.from(field.captured) < 0) line.put(field.captured, at + 1, close);
          at = close + 2;
          continue;
        }
        const stop = find(octets, at, end, step);
        if (stop < 0 || (kind === TIMERS && !isTimers(octets, at, stop))) return false;
        if (step.field >= 0) line.put(step.field as Field, at, stop, step.scale); // Only fields are put into steps.
        at = stop;
      }
      return !Number.isNaN(line.time);
    },
  };
}

/** Where the part that begins at `at` ends; -1 where its end does not come. */
function find(octets: Uint8Array, at: number, end: number, { after, kind }: Step): number {
  const first = after[0];
  if (first === undefined) return end;
  if (kind === TEXT && after.length === 1 && first !== QUOTE) {
    // Most parts of most forms: up to a space.
    for (let index = at; index < end; index += 1) if (octets[index] === first) return index;
    return -1;
  }
  let words = kind === WORDS && first === SPACE ? 2 : 0;
  for (let index = at; index < end; index += 1) {
    if (octets[index] !== first) {
      if (kind === ADDRESS && octets[index] === SPACE) return -1;
      continue;
    }
    if (first === QUOTE && octets[index - 1] === BACKSLASH && isEscaped(octets, at, index)) continue;
    if (kind === LIST && first === SPACE && isWithinList(octets, index)) continue;
    if (words > 0) {
      words -= 1;
      continue;
    }
    let same = 1;
    while (same < after.length && octets[index + same] === after[same]) same += 1;
    if (same === after.length && index + same <= end) return index;
    if (kind === ADDRESS && first === SPACE) return -1;
  }
  return -1;
}

/** `-1/0/12/+340`: what else stands between two spaces is no timers, and the line is of another form. */
function isTimers(octets: Uint8Array, from: number, to: number): boolean {
  let slashes = 0;
  for (let index = from; index < to; index += 1) {
    const octet = octets[index] ?? 0;
    if (octet === 0x2f) slashes += 1;
    else if (octet !== 0x2b && octet !== 0x2d && (octet < 0x30 || octet > 0x39)) return false;
  }
  return slashes >= 2;
}

function isEscaped(octets: Uint8Array, from: number, at: number): boolean {
  let count = 0;
  for (let index = at - 1; index >= from && octets[index] === BACKSLASH; index -= 1) count += 1;
  return count % 2 === 1;
}

/** nginx writes `a, b : c`: tries of one group, and of the group that an internal redirect leads to. */
const isWithinList = (octets: Uint8Array, at: number): boolean =>
  octets[at - 1] === COMMA ||
  (octets[at + 1] === COLON && octets[at + 2] === SPACE) ||
  (octets[at - 1] === COLON && octets[at - 2] === SPACE);

function stepsOf(pieces: readonly Piece[]): readonly Step[] {
  const encoder = new TextEncoder();
  const steps: Step[] = [];
  let last = 0;
  let before = "";
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece === "string") {
      before += piece;
      continue;
    }
    const next = pieces[index + 1];
    const literal = pieces.slice(index + 1).findIndex((each) => typeof each !== "string");
    const end = literal < 0 ? pieces.length : index + 1 + literal;
    const after =
      piece.kind === "braces" ? "} " : typeof next === "string" ? pieces.slice(index + 1, end).join("") : "";
    const isJoined =
      next !== undefined && typeof next !== "string" && piece.kind !== "braces" && piece.kind !== "time";
    // Two parts without anything between them: nobody can tell where the first one ends. The second takes the place of both.
    if (isJoined && next.kind !== "braces") continue;
    const which = piece.kind === "time" ? -1 : (piece.field ?? -1);
    steps.push({
      before: encoder.encode(before),
      after: encoder.encode(after),
      kind: kinds[piece.kind],
      field: isJoined ? -1 : which,
      scale: piece.kind === "time" ? 1 : (piece.scale ?? 1),
    });
    before = "";
    if (piece.kind === "time" || which >= 0) last = steps.length;
  }
  return steps.slice(0, last);
}
