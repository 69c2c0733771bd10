import type { MeasuredRun, QueryPlan } from "../../evidence/index.ts";
import { duration } from "../units.ts";
import { count, list } from "./describer.ts";

/** An estimate that is off by this factor makes a planner choose another plan than the right one: an order of magnitude. */
const FAR_OFF = 10;

/** Fewer rows than these cost nothing, however they were estimated. */
const MANY_ROWS = 100;

/** What a plan reads whole; and what came of it where it was run. */
export function planOfQuery({ engine, fullScans, measured }: QueryPlan): string {
  const whole = list(
    fullScans.map(({ table, filteredOn }) =>
      filteredOn.length === 0 ? table : `${table} by ${filteredOn.join(", ")}`,
    ),
    4,
  );
  const reads = fullScans.length === 0 ? "no table is read whole" : `${whole} read whole`;
  return `${engine}: ${reads}${measured === undefined ? "" : `; ${runOf(measured)}`}`;
}

function runOf({ took, bound, reads }: MeasuredRun): string {
  if (took === null) return `run once more, it was not over after ${duration(bound)}`;
  const off = reads.filter(({ estimatedRows, actualRows }) => isFarOff(estimatedRows, actualRows));
  const told = off.map(({ table, loops, estimatedRows, actualRows }) => {
    const times = loops > 1 ? `, ${count(Math.round(loops), "time")}` : "";
    return `${rowsOf(estimatedRows)} of ${table} estimated and ${rowsOf(actualRows)} read${times}`;
  });
  return `run once more, it took ${duration(took)}${told.length === 0 ? "" : `: ${list(told, 4)}`}`;
}

const isFarOff = (estimated: number, actual: number): boolean =>
  Math.max(estimated, actual) >= MANY_ROWS &&
  Math.max(estimated, actual) >= FAR_OFF * Math.max(1, Math.min(estimated, actual));

const rowsOf = (rows: number): string => count(Math.round(rows), "row");
