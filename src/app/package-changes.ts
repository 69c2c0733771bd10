import type { EpochMs, Ms } from "../base/index.ts";
import { type AppContext, COMMAND_PATIENCE } from "./context.ts";
import { type Change, type PackageLog, packageLogs } from "./package-log.ts";

/** The end of a package manager's log that is read, in octets: some thousand lines. */
const TAIL = 256 * 1024;

/** The packages that were changed between two times, of whatever package manager the vantage has. */
export async function packageChanges(
  { from, until }: { readonly from: EpochMs; readonly until: EpochMs },
  context: AppContext,
): Promise<readonly Change[]> {
  const zone = await zoneOf(context);
  const read = await Promise.all(packageLogs.map((log) => changesOf(log, { from, zone }, context)));
  return read.flat().filter(({ at }) => at >= from && at <= until);
}

async function changesOf(
  { file, read }: PackageLog,
  { from, zone }: { readonly from: EpochMs; readonly zone: Ms },
  { vantage }: AppContext,
): Promise<readonly Change[]> {
  const facts = await vantage.stat?.(file);
  // What was not written to since holds nothing newer.
  if (facts == null || !facts.isRegular || facts.changedAt < from) return [];
  const octets = await vantage.readAt?.(file, Math.max(0, facts.size - TAIL), TAIL);
  if (octets == null) return [];
  return Buffer.from(octets)
    .toString("utf8")
    .split("\n")
    .flatMap((line) => read(line.trimEnd(), zone) ?? []);
}

/** The vantage's offset from UTC, positive to the east; 0 where it cannot be told. date(1). */
async function zoneOf({ vantage }: AppContext): Promise<Ms> {
  const ran = await vantage.run(["date", "+%z"], { timeout: COMMAND_PATIENCE });
  const [, sign, hours, minutes] =
    (ran.outcome === "ran" ? /^([+-])(\d\d)(\d\d)\s*$/.exec(ran.stdout) : null) ?? [];
  if (sign === undefined) return 0;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -offset : offset;
}
