import { FaultlineError, type Ms } from "../base/index.ts";
import { printable } from "./quote.ts";

const unitOf: Readonly<Record<string, Ms>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** The longest wait that can be asked for: one day. Node's timers end at 24.8 days. */
const LONGEST: Ms = 86_400_000;

/** The shortest: timers count whole milliseconds. */
const SHORTEST: Ms = 1;

/**
 * Reads a duration such as `10s`, `250ms`, `1.5m`; a bare number is seconds.
 *
 * @param option The option that it was given to, for the message.
 * @throws FaultlineError `BAD_OPTION`
 */
export function parseDuration(text: string, option: string): Ms {
  const [, amount = "", unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const duration = amount === "" ? Number.NaN : Number(amount) * (unitOf[unit] ?? Number.NaN);
  if (!(duration >= SHORTEST && duration <= LONGEST)) {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot read ${option} "${printable(text.slice(0, 40))}": it is no duration between 1ms and 24h\nWrite a number and a unit, for example ${option} 10s`,
    );
  }
  return duration;
}
