import { basename, dirname } from "node:path";
import type { EpochMs } from "../base/index.ts";
import { PROGRAM_PATIENCE, type ProxyContext, runsThere } from "./context.ts";
import { rootOf } from "./control-socket.ts";

/** Files that one command is given at most. */
const MOST_FILES = 200;

/** When the newest of some files was changed, by the vantage's own `stat`; `null` where it cannot be told. */
export async function newestChange(
  files: readonly string[],
  { vantage }: ProxyContext,
): Promise<EpochMs | null> {
  const asked = files.filter((file) => file.startsWith("/")).slice(0, MOST_FILES);
  if (asked.length === 0) return null;
  const root = runsThere(vantage) ? "" : await rootOf(vantage);
  if (root === null) return null;
  const paths = asked.map((file) => root + file);
  const ran = await vantage.run(["stat", "-L", "-c", "%Y", "--", ...paths], { timeout: PROGRAM_PATIENCE });
  if (ran.outcome !== "ran") return null;
  const seconds = ran.stdout
    .split("\n")
    .filter((line) => /^\d+$/.test(line))
    .map(Number);
  return seconds.length === 0 ? null : Math.max(...seconds) * 1_000;
}

/** What a path is; `null` where its folder cannot be looked into. */
export async function kindOfPath(
  path: string,
  { vantage }: ProxyContext,
): Promise<"file" | "folder" | "missing" | null> {
  const folder = dirname(path);
  const names = await vantage.list(folder);
  // A folder that is missing has no files; one that is closed to us may have some.
  if (names === null) return folder === path || folder === "/" ? null : missingFolder(folder, { vantage });
  if (!names.includes(basename(path))) return "missing";
  return (await vantage.list(path)) === null ? "file" : "folder";
}

async function missingFolder(
  folder: string,
  { vantage }: Pick<ProxyContext, "vantage">,
): Promise<"missing" | null> {
  const above = await vantage.list(dirname(folder));
  if (above !== null) return above.includes(basename(folder)) ? null : "missing";
  return dirname(folder) === "/" ? null : missingFolder(dirname(folder), { vantage });
}
