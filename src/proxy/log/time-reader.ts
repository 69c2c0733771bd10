import type { EpochMs, Ms } from "../../base/index.ts";

/** Octets of ASCII that times are made of. */
const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
const DASH = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;

const MINUTE: Ms = 60_000;
const HOUR: Ms = 60 * MINUTE;
const DAY: Ms = 24 * HOUR;

/** `06/Jun/2026:10:24:33 +0200`. */
const CLF_OCTETS = 26;

/** 2001-09-09 and 2603: what lies between is an epoch time in its unit. Numbers below are no times of a log. */
const FIRST_EPOCH_SECOND = 1e9;
const LAST_EPOCH_SECOND = 2e10;

/** How times without a zone, or without a year, are taken. */
export interface TimeBasis {
  /** The vantage's own offset from UTC, positive to the east. */
  readonly zone: Ms;
  /** The end of what is looked for: a time without a year is in the year that puts it at most a day behind this. */
  readonly until: EpochMs;
}

/**
 * Reads times as logs write them, from octets. Where it read one, `end` is the octet behind it.
 *
 *     06/Jun/2026:10:24:33 +0200     common log format, also with ms and without a zone
 *     2026-06-06T10:24:33.123Z       RFC 3339; also with a space or a slash, a comma, no zone
 *     1717669473.123                 seconds, milliseconds, microseconds or nanoseconds since the epoch
 *     Jun  6 10:24:33[.123 2026]     RFC 3164, ctime(3); 06 Jun 2026 10:24:33.123 of Redis
 */
export class TimeReader {
  /** Behind the last time that was read. */
  end = 0;
  /** The last time that was read says its zone by itself. */
  isZoned = false;
  readonly #zone: Ms;
  readonly #until: EpochMs;
  /** The octets of the last time of the common log format: the lines of one second have the same. */
  readonly #last = new Uint8Array(CLF_OCTETS);
  #lastTime = Number.NaN;

  constructor({ zone, until }: TimeBasis) {
    this.#zone = zone;
    this.#until = until;
  }

  /** The time that begins at `at`, in milliseconds since the epoch; NaN where none does. */
  read(octets: Uint8Array, at: number, stop: number): EpochMs {
    const first = octets[at] ?? 0;
    if (stop - at < 8) return Number.NaN;
    if (first < ZERO || first > NINE) return this.#wordFirst(octets, at, stop);
    const third = octets[at + 2];
    if (third === SLASH && stop - at >= CLF_OCTETS && octets[at + 20] === SPACE)
      return this.#common(octets, at, stop);
    if (third === SLASH || third === SPACE) return this.#dayFirst(octets, at, stop);
    const fifth = octets[at + 4];
    if (fifth === DASH || fifth === SLASH) return this.#yearFirst(octets, at, stop);
    return this.#epoch(octets, at, stop);
  }

  #common(octets: Uint8Array, at: number, stop: number): EpochMs {
    const last = this.#last;
    let same = CLF_OCTETS - 1;
    while (same >= 0 && octets[at + same] === last[same]) same -= 1;
    if (same < 0) {
      this.end = at + CLF_OCTETS;
      this.isZoned = true;
      return this.#lastTime;
    }
    const time = this.#dayFirst(octets, at, stop);
    if (this.end === at + CLF_OCTETS && !Number.isNaN(time)) {
      for (let index = 0; index < CLF_OCTETS; index += 1) last[index] = octets[at + index] ?? 0;
      this.#lastTime = time;
    }
    return time;
  }

  /** dd/Mon/yyyy, then a colon or a space. */
  #dayFirst(octets: Uint8Array, at: number, stop: number): EpochMs {
    const separator = octets[at + 2];
    const month = monthOf(octets, at + 3);
    if (month === 0 || octets[at + 6] !== separator || stop - at < 20) return Number.NaN;
    const day = two(octets, at);
    const year = two(octets, at + 7) * 100 + two(octets, at + 9);
    return this.#clock(octets, at + 12, stop, dayNumber(year, month, day));
  }

  /** yyyy-mm-dd or yyyy/mm/dd, then T or a space. */
  #yearFirst(octets: Uint8Array, at: number, stop: number): EpochMs {
    if (octets[at + 7] !== octets[at + 4] || stop - at < 19) return Number.NaN;
    const year = two(octets, at) * 100 + two(octets, at + 2);
    const month = two(octets, at + 5);
    if (!(month >= 1 && month <= 12)) return Number.NaN;
    return this.#clock(octets, at + 11, stop, dayNumber(year, month, two(octets, at + 8)));
  }

  /** Jun  6 10:24:33, or with the day of the week in front and the year behind. */
  #wordFirst(octets: Uint8Array, at: number, stop: number): EpochMs {
    let from = at;
    let month = monthOf(octets, from);
    if (month === 0 && octets[from + 3] === SPACE) {
      from += 4;
      month = monthOf(octets, from);
    }
    if (month === 0 || octets[from + 3] !== SPACE || stop - from < 15) return Number.NaN;
    const tens = octets[from + 4] === SPACE ? 0 : digit(octets, from + 4) * 10;
    const day = tens + digit(octets, from + 5);
    const written = this.#clock(octets, from + 7, stop, 0);
    if (Number.isNaN(written) || !(day >= 1 && day <= 31)) return Number.NaN;
    const behind = this.end;
    const year =
      octets[behind] === SPACE ? two(octets, behind + 1) * 100 + two(octets, behind + 3) : Number.NaN;
    if (year > 1970 && year < 2600) {
      this.end = behind + 5;
      return written + dayNumber(year, month, day) * DAY;
    }
    const thisYear = new Date(this.#until).getUTCFullYear();
    const time = written + dayNumber(thisYear, month, day) * DAY;
    return time > this.#until + DAY ? written + dayNumber(thisYear - 1, month, day) * DAY : time;
  }

  /** HH:MM:SS, a fraction, a zone. */
  #clock(octets: Uint8Array, at: number, stop: number, day: number): EpochMs {
    if (octets[at + 2] !== COLON || octets[at + 5] !== COLON || at + 8 > stop) return Number.NaN;
    const seconds = two(octets, at) * 3600 + two(octets, at + 3) * 60 + two(octets, at + 6);
    let from = at + 8;
    let time = day * DAY + seconds * 1000;
    const point = octets[from];
    // A comma is Python's and Java's; the colon is nobody's.
    if ((point === 0x2e || point === 0x2c) && isDigit(octets[from + 1])) {
      let unit = 100;
      for (from += 1; from < stop && isDigit(octets[from]); from += 1) {
        time += digit(octets, from) * unit;
        unit /= 10;
      }
    }
    return this.#zoned(octets, from, stop, time);
  }

  #zoned(octets: Uint8Array, at: number, stop: number, time: EpochMs): EpochMs {
    const from = octets[at] === SPACE ? at + 1 : at;
    const sign = octets[from];
    this.end = at;
    this.isZoned = true;
    if (sign === 0x5a && from === at) {
      this.end = at + 1;
      return time;
    }
    if ((sign === 0x2b || sign === DASH) && from + 5 <= stop && isDigit(octets[from + 1])) {
      const minutesAt = octets[from + 3] === COLON ? from + 4 : from + 3;
      const offset = two(octets, from + 1) * HOUR + two(octets, minutesAt) * MINUTE;
      if (!Number.isNaN(offset)) {
        this.end = minutesAt + 2;
        return sign === DASH ? time + offset : time - offset;
      }
    }
    // UTC and GMT; any other name is of the vantage's own zone or cannot be told from it.
    const isUtc = octets[from] === 0x55 && octets[from + 1] === 0x54 && octets[from + 2] === 0x43;
    const isGmt = octets[from] === 0x47 && octets[from + 1] === 0x4d && octets[from + 2] === 0x54;
    if (isUtc || isGmt) {
      this.end = from + 3;
      return time;
    }
    this.isZoned = false;
    return time - this.#zone;
  }

  #epoch(octets: Uint8Array, at: number, stop: number): EpochMs {
    let value = 0;
    let from = at;
    for (; from < stop && isDigit(octets[from]); from += 1) value = value * 10 + digit(octets, from);
    if (octets[from] === 0x2e) {
      let unit = 0.1;
      for (from += 1; from < stop && isDigit(octets[from]); from += 1) {
        value += digit(octets, from) * unit;
        unit /= 10;
      }
    }
    this.end = from;
    this.isZoned = true;
    return epochOf(value);
  }
}

/** A number that is a time, in whatever unit since the epoch; NaN where it is none. */
export function epochOf(value: number): EpochMs {
  for (const scale of [1e3, 1, 1e-3, 1e-6]) {
    const seconds = (value * scale) / 1e3;
    if (seconds >= FIRST_EPOCH_SECOND && seconds < LAST_EPOCH_SECOND) return value * scale;
  }
  return Number.NaN;
}

const isDigit = (octet: number | undefined): boolean => octet !== undefined && octet >= ZERO && octet <= NINE;

function digit(octets: Uint8Array, at: number): number {
  const octet = octets[at] ?? 0;
  return octet >= ZERO && octet <= NINE ? octet - ZERO : Number.NaN;
}

const two = (octets: Uint8Array, at: number): number => digit(octets, at) * 10 + digit(octets, at + 1);

/** 1 to 12 by the English short name, 0 where it is none. */
function monthOf(octets: Uint8Array, at: number): number {
  const word = ((octets[at] ?? 0) << 16) | ((octets[at + 1] ?? 0) << 8) | (octets[at + 2] ?? 0);
  return monthWords.indexOf(word) + 1;
}

const monthWords = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
  .split(" ")
  .map((word) => (word.charCodeAt(0) << 16) | (word.charCodeAt(1) << 8) | word.charCodeAt(2));

/** Days since 1970-01-01 of a date of the Gregorian calendar; NaN where a part is. Hinnant, "chrono-compatible date algorithms". */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}
