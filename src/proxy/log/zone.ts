import type { EpochMs, Ms } from "../../base/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { type LogGap, zoneGap } from "./log-gap.ts";
import { sampleOf } from "./sample.ts";
import type { TimeReader } from "./time-reader.ts";

/** How long `date` may take. */
const PATIENCE: Ms = 3_000;
/** Zones differ by multiples of this. */
const STEP: Ms = 30 * 60_000;
/** What lies between a line's time and its writing, at most, for the two to be held for the same moment. */
const NEAR: Ms = 5_000;
/** No zone is farther from another one. */
const FARTHEST: Ms = 26 * 3_600_000;

/** The vantage's offset from UTC, positive to the east; 0 where it cannot be told, as in most containers. date(1). */
export async function readZone(vantage: Vantage): Promise<Ms> {
  const ran = await vantage.run(["date", "+%z"], { timeout: PATIENCE });
  const [, sign, hours, minutes] =
    (ran.outcome === "ran" ? /^([+-])(\d\d)(\d\d)\s*$/.exec(ran.stdout) : null) ?? [];
  if (sign === undefined) return 0;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -offset : offset;
}

/**
 * The doubt that a log leaves whose times say no zone: they are ahead of the file's last change, or whole hours behind it, as
 * those of a program in another zone are. Nothing is shifted for it: an old line would become a new one.
 *
 * @param timeOf Reads the time of a line by `reader`.
 */
export async function zoneDoubt(
  { vantage, path }: { readonly vantage: Vantage; readonly path: string },
  reader: TimeReader,
  timeOf: (octets: Uint8Array, start: number, end: number) => EpochMs,
): Promise<LogGap | null> {
  const facts = (await vantage.stat?.(path)) ?? null;
  if (facts === null) return null;
  let latest = Number.NEGATIVE_INFINITY;
  for (const [octets, start, end] of await sampleOf(vantage, path)) {
    const time = timeOf(octets, start, end);
    if (Number.isNaN(time)) continue;
    if (reader.isZoned) return null;
    latest = Math.max(latest, time);
  }
  const behind = facts.changedAt - latest;
  if (!Number.isFinite(behind) || Math.abs(behind) > FARTHEST) return null;
  const steps = Math.round(behind / STEP);
  const isShifted = steps !== 0 && Math.abs(behind - steps * STEP) <= NEAR;
  return isShifted || behind < -STEP / 2 ? zoneGap(path) : null;
}
