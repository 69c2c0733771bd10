import type { EpochMs } from "../../base/index.ts";
import { type OursAsked, ROUNDING } from "./ours.ts";

/** A line that states how a request was answered, and nothing else by which the request could be known. */
export interface Nameless {
  readonly at: EpochMs;
  readonly status: number;
}

/** Lines that are held back, at most: far more than a run has answers. */
const MOST_HELD = 200;

/** Holds such lines back until all are read. */
export interface NamelessLines<T extends Nameless> {
  /** Whether it may be of this run, and is held back. */
  holds(line: T): boolean;
  /**
   * Those that were held back, and whether they are of this run: no more of them than the run was answered so. Where there
   * are more, others were answered alike at the same time, and which line is whose cannot be told.
   */
  told(): readonly { readonly line: T; readonly isOurs: boolean }[];
}

export function createNameless<T extends Nameless>({ answers = [] }: OursAsked): NamelessLines<T> {
  const held: T[] = [];
  const numbers = new Map<number, number>();
  return {
    holds(line) {
      const { at, status } = line;
      const isNear = answers.some(
        (each) => each.status === status && at >= each.from - ROUNDING && at <= each.until + ROUNDING,
      );
      if (!isNear) return false;
      numbers.set(status, (numbers.get(status) ?? 0) + 1);
      if (held.length >= MOST_HELD) return false;
      held.push(line);
      return true;
    },
    told: () =>
      held.map((line) => {
        const answered = answers.filter(({ status }) => status === line.status).length;
        return { line, isOurs: (numbers.get(line.status) ?? 0) <= answered };
      }),
  };
}
