import { quotePosix } from "./quote-posix.ts";
import type { ScriptRun } from "./ssh-session.ts";
import { type FileFacts, MOST_AT_ONCE } from "./vantage.ts";

/** Octets that dd moves at once. It skips whole blocks of them by seeking; `tail -c +N` of some systems reads all before. */
const BLOCK = 4096;

/**
 * What the far side's `stat` says of a file, in GNU's and busybox's words or else in those of the BSDs. Symbolic links are
 * followed.
 */
export async function fileFacts(
  path: string,
  run: (script: string) => Promise<ScriptRun>,
): Promise<FileFacts | null> {
  const file = quotePosix(path.startsWith("-") ? `./${path}` : path);
  const ran = await run(
    `[ -e ${file} ] || exit 1; if [ -f ${file} ]; then echo regular; else echo other; fi; ` +
      `stat -L -c '%s %Y' ${file} 2>/dev/null || stat -L -f '%z %m' ${file}`,
  );
  if (ran.outcome !== "ran" || ran.status !== 0) return null;
  const [, kind, size, seconds] = /^(regular|other)\n(\d{1,15}) (\d{1,12})\s*$/.exec(ran.stdout) ?? [];
  if (kind === undefined) return null;
  return { size: Number(size), changedAt: Number(seconds) * 1000, isRegular: kind === "regular" };
}

/** Where in a file to read, and how much. */
export interface OctetsAsked {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** Octets of a file from an offset, by whole blocks of the far side's `dd`, cut to what was asked. dd(1). */
export async function octetsOf(
  { path, offset, length }: OctetsAsked,
  run: (script: string) => Promise<ScriptRun<Uint8Array>>,
): Promise<Uint8Array | null> {
  const wanted = Math.min(length, MOST_AT_ONCE);
  const first = Math.floor(offset / BLOCK);
  const blocks = Math.ceil((offset + wanted) / BLOCK) - first;
  const file = quotePosix(path.startsWith("-") ? `./${path}` : path);
  const ran = await run(
    `[ -f ${file} ] && dd if=${file} bs=${BLOCK} skip=${first} count=${blocks} 2>/dev/null`,
  );
  if (ran.outcome !== "ran" || ran.status !== 0) return null;
  const from = offset - first * BLOCK;
  return ran.stdout.subarray(from, from + wanted);
}
