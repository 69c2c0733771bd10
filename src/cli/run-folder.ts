import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ownerMark, ownerState } from "../sys/index.ts";

/** The name of a folder begins so. */
const PREFIX = "faultline-compare-";

/** The most that are taken away at one start. */
const MOST_SWEPT = 16;

/** A folder for one run, only for this user, that is gone at the end of its scope. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Makes a folder whose name says whose it is, and takes away those that this user's killed processes left behind.
 *
 * @param parent As a rule the system's folder for temporary files.
 */
export async function makeRunFolder(parent: string): Promise<RunFolder> {
  await sweep(parent);
  const path = await mkdtemp(join(parent, `${PREFIX}${ownerMark()}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function sweep(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const left = names.filter(
    (name) => name.startsWith(PREFIX) && ownerState(name.slice(PREFIX.length)) === "dead",
  );
  for (const name of left.slice(0, MOST_SWEPT)) {
    try {
      const path = join(parent, name);
      if ((await stat(path)).uid === process.getuid?.()) await rm(path, { recursive: true, force: true });
    } catch {
      // Another start took it away first, or it is not ours after all.
    }
  }
}
