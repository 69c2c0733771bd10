import { readSignals } from "./read-signals.ts";

/**
 * Statuses that a text complains of, the innermost first: 4xx and 5xx by their own number, and nothing that is merely like them.
 * What a text says of a status below 400 is no complaint.
 */
export function toldStatuses(text: string): readonly number[] {
  return readSignals(text)
    .filter(({ signal }) => signal.strength !== "unknown")
    .flatMap(({ signal }) => {
      const [, digits = ""] = /^http-([45]\d\d)$/.exec(signal.id) ?? [];
      return digits === "" ? [] : [Number(digits)];
    });
}
