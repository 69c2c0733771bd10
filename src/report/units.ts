import type { EpochMs, Ms } from "../base/index.ts";

/**
 * A moment as ISO 8601 in UTC with microseconds: `2026-06-06T10:24:33.120456Z`. RFC 3339, section 5.6.
 *
 * What a `Date` cannot hold becomes the nearest moment that it can.
 */
export function isoTime(at: EpochMs): string {
  const micros = Math.round((Number.isFinite(at) ? at : 0) * 1000);
  // 8.64e15 ms either way of the epoch is all that a Date can hold: ECMA-262, section 21.4.1.1.
  const ms = Math.min(Math.max(Math.floor(micros / 1000), -8.64e15), 8.64e15);
  const rest = ((micros % 1000) + 1000) % 1000;
  return new Date(ms).toISOString().replace("Z", `${String(rest).padStart(3, "0")}Z`);
}

/** The moment that `isoTime` wrote, to the microsecond; `null` for anything else. */
export function parseIsoTime(text: string): EpochMs | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z$/.exec(text);
  if (match === null) return null;
  const ms = Date.parse(`${match[1]}Z`);
  return Number.isNaN(ms) ? null : ms + Number(match[2]) / 1000;
}

/** A moment for a person: `2026-06-06 10:24:33 UTC`. */
export const clockTime = (at: EpochMs): string => `${isoTime(at).slice(0, 19).replace("T", " ")} UTC`;

/** A day for a person: `2026-06-06`. */
export const day = (at: EpochMs): string => isoTime(at).slice(0, 10);

/** A duration that reads as nothing at the precision of a page. */
export const isNoTime = (took: Ms): boolean => Math.abs(took) < 0.05;

/** A duration for a person, three digits at most: `0.4 ms`, `812 ms`, `2.1 s`, `3 min 20 s`. */
export function duration(took: Ms): string {
  if (!Number.isFinite(took)) return "unknown";
  if (isNoTime(took)) return took === 0 ? "0 ms" : "under 0.1 ms";
  if (took < 0) return `-${duration(-took)}`;
  if (took < 9.95) return `${trim(took.toFixed(1))} ms`;
  if (took < 999.5) return `${Math.round(took)} ms`;
  if (took < 59_950) return `${trim((took / 1000).toFixed(1))} s`;
  const seconds = Math.round(took / 1000);
  if (seconds < 7200)
    return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? "" : ` ${seconds % 60} s`}`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`;
}

/** Octets for a person, in the units of IEC 80000-13: `512 B`, `64 KiB`. */
export function octets(count: number): string {
  if (count < 1024) return `${count} B`;
  const kibi = count / 1024;
  return kibi < 1024 ? `${trim(kibi.toFixed(1))} KiB` : `${trim((kibi / 1024).toFixed(1))} MiB`;
}

/** Digits of a confidence that mean something: the table that it is read from is no finer. */
const CONFIDENCE_DIGITS = 3;

/** A fraction with as many digits as it deserves. */
export const roundConfidence = (fraction: number): number => Number(fraction.toFixed(CONFIDENCE_DIGITS));

/** A fraction as whole percent; never 100 % unless it is exactly so, never 0 % unless it is. */
export function percent(fraction: number): string {
  if (fraction > 0.99 && fraction < 1) return "99 %";
  if (fraction > 0 && fraction < 0.01) return "under 1 %";
  return `${Math.round(fraction * 100)} %`;
}

/** A fraction as percent with one digit behind the point, for shares that are small. */
export const fractionPercent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;

/** A duration with the digits that a clock of microseconds has. */
export const roundMs = (took: Ms): number => Number(took.toFixed(3));

const trim = (text: string): string => text.replace(/\.0$/, "");
