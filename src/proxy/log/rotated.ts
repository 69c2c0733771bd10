import type { EpochMs } from "../../base/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import type { LogFile } from "./log-file.ts";

/** Older files of one log that are looked into. */
const MOST_FILES = 8;
/** Names of one folder that are looked at. */
const MOST_NAMES = 20_000;

/** An older file of a log. */
export interface RotatedFile extends LogFile {
  readonly packed: "gzip" | "zstd" | "other" | null;
}

/**
 * The files that a log was moved to and that were written to after a time, the newest first: `access.log.1`, `access.log.2.gz`,
 * `access.log-20260606`, `access.log-20260606.gz`, `access-2026-06-06T10-24-33.123.log` of Caddy. logrotate(8).
 */
export async function rotatedFiles(
  vantage: Vantage,
  path: string,
  from: EpochMs,
): Promise<readonly RotatedFile[]> {
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? "." : path.slice(0, slash) || "/";
  const base = path.slice(slash + 1);
  const names = (await vantage.list(folder)) ?? [];
  const older = names.slice(0, MOST_NAMES).filter((name) => name !== base && isOlder(base, name));
  const facts = await Promise.all(
    // Those with the highest numbers are the oldest; the dates say by themselves.
    older
      .toSorted(newestFirst)
      .slice(0, MOST_FILES * 2)
      .map(async (name) => {
        const whole = `${folder === "/" ? "" : folder}/${name}`;
        return { whole, facts: (await vantage.stat?.(whole)) ?? null };
      }),
  );
  return facts
    .flatMap(({ whole, facts: known }): RotatedFile[] =>
      known?.isRegular && known.size > 0 && known.changedAt >= from
        ? [{ vantage, path: whole, size: known.size, changedAt: known.changedAt, packed: packedBy(whole) }]
        : [],
    )
    .toSorted((one, other) => other.changedAt - one.changedAt)
    .slice(0, MOST_FILES);
}

function isOlder(base: string, name: string): boolean {
  if (name.startsWith(base)) return tail.test(name.slice(base.length));
  const dot = base.lastIndexOf(".");
  if (dot <= 0 || !name.startsWith(base.slice(0, dot))) return false;
  const [stem, extension] = [base.slice(0, dot), base.slice(dot)];
  const rest = name.slice(stem.length).replace(packing, "");
  return rest.endsWith(extension) && tail.test(rest.slice(0, -extension.length));
}

const packing = /\.(?:gz|zst|bz2|xz)$/;
/** `.1`, `-20260606`, `-2026060610`, `-1780000000`, `.2026-06-06`, `-2026-06-06T10-24-33.123`, `-20260606-1`, each perhaps packed. */
const tail =
  /^[.-](?:\d{1,4}|\d{8,10}(?:[-_]?\d{1,6})?|\d{4}-\d\d-\d\d(?:[T_-][\d.:-]{2,15})?)(?:\.(?:gz|zst|bz2|xz))?$/;

/** Small numbers up, dates down. */
function newestFirst(one: string, other: string): number {
  const [first, second] = [numberOf(one), numberOf(other)];
  if (first !== null && second !== null) return first - second;
  return one < other ? 1 : -1;
}

function numberOf(name: string): number | null {
  const found = /\.(\d{1,4})(?:\.(?:gz|zst|bz2|xz))?$/.exec(name)?.[1];
  return found === undefined ? null : Number(found);
}

function packedBy(name: string): RotatedFile["packed"] {
  if (name.endsWith(".gz")) return "gzip";
  if (name.endsWith(".zst")) return "zstd";
  return packing.test(name) ? "other" : null;
}
