import { constants } from "node:fs";
import { access, mkdir, rmdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Makes a folder and those above it where they are not there. @throws the system's error */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    const above = dirname(path);
    // One level at a time: Node's own recursive mkdir never ends where a folder takes no new names and says so by
    // ENOENT, as /proc does.
    if (code !== "ENOENT" || above === path) throw error;
    await makeFolder(above);
    await mkdir(path).catch((again: unknown) => {
      // Another run was quicker.
      if (codeOf(again) !== "EEXIST") throw again;
    });
  }
}

/**
 * Tries whether a folder can take a new file, or can be made; leaves nothing behind.
 *
 * @throws the system's error where it cannot
 */
export async function tryFolder(path: string): Promise<void> {
  const missing: string[] = [];
  let there = resolve(path);
  while ((await isFolder(there)) === null && dirname(there) !== there) {
    missing.push(there);
    there = dirname(there);
  }
  await access(there, constants.W_OK | constants.X_OK);
  // What access(2) permits may fail all the same: /proc takes no folder from anybody.
  const first = missing.at(-1);
  if (first === undefined) return;
  await mkdir(first);
  await rmdir(first);
}

/** Whether a path is a folder; `null` where nothing is there. @throws the system's error, and EEXIST for a file */
async function isFolder(path: string): Promise<true | null> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
  throw Object.assign(new Error(`${path} is a file`), { code: "EEXIST", syscall: "mkdir" });
}

/** The code of an error of the operating system; `null` for any other. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && "syscall" in error && typeof error.code === "string"
    ? error.code
    : null;
