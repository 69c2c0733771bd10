import type { Ms } from "../../base/index.ts";

/** Milliseconds in the units that logs write behind a number. */
const units: Readonly<Record<string, Ms>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A length of time as text: `12.3ms`, `1m2.5s`, `350µs`, or a number of the given unit; `null` where it is none, or less than nothing. */
export function readDuration(text: string, scale: Ms): Ms | null {
  if (/^-?\d{1,15}(?:\.\d{1,12})?$/.test(text)) {
    const value = Number(text);
    return scale > 0 && value >= 0 ? rounded(value * scale) : null;
  }
  const parts = [
    ...text.slice(0, 60).matchAll(/(\d{1,12}(?:\.\d{1,12})?)\s?(ns|us|µs|μs|ms|sec|s|m|h)(?![a-z])/g),
  ];
  const whole = parts.map(([part]) => part).join("");
  if (parts.length === 0 || whole !== text.trim()) return null;
  return rounded(parts.reduce((sum, [, value, unit]) => sum + Number(value) * (units[unit ?? ""] ?? 0), 0));
}

/** To the nanosecond: 1.005 s is 1005 ms, whatever binary fractions make of it. */
const rounded = (value: Ms): Ms => Math.round(value * 1e6) / 1e6;
