import { randomUUID } from "node:crypto";
import { link, open, rename, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FaultlineError } from "../base/index.ts";
import { codeOf, makeFolder, tryFolder } from "./save-folder.ts";

/** Names tried for one file: `name`, `name-2` … More runs of one target do not begin in one second. */
const MOST_NAMES = 100;

/** What is saved under which name. */
export interface NewFile {
  readonly directory: string;
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
}

/**
 * Writes a new file whole or not at all, and never over another: first under a name that nobody looks at, then, once it
 * is on the disk, under its own.
 *
 * @returns its path. @throws FaultlineError CANNOT_SAVE
 */
export async function saveNew(octets: Uint8Array, { directory, name, extension }: NewFile): Promise<string> {
  const draft = join(directory, `.${randomUUID()}.tmp`);
  try {
    await makeFolder(resolve(directory));
    try {
      await writeWhole(draft, octets);
      return await publish(draft, { directory, name, extension });
    } finally {
      await removeIfThere(draft);
    }
  } catch (error) {
    throw explain(error, directory);
  }
}

/**
 * Says before a long run that its evidence cannot be saved, as far as that can be told without making anything.
 *
 * @throws FaultlineError CANNOT_SAVE
 */
export async function mustTakeFiles(directory: string): Promise<void> {
  try {
    await tryFolder(directory);
  } catch (error) {
    throw explain(error, directory);
  }
}

async function writeWhole(path: string, octets: Uint8Array): Promise<void> {
  await using file = await open(path, "wx");
  await file.writeFile(octets);
  // A full disk of a network file system is told here and not before.
  await file.sync();
}

/** Gives the draft the first name that is free. link(2) fails where the name is taken; rename(2) would overwrite. */
async function publish(draft: string, { directory, name, extension }: NewFile): Promise<string> {
  for (let number = 1; number < MOST_NAMES; number++) {
    const path = join(directory, `${name}${number === 1 ? "" : `-${number}`}${extension}`);
    try {
      await link(draft, path);
      return path;
    } catch (error) {
      const code = codeOf(error);
      if (code === "EEXIST") continue;
      // File systems without hard links: FAT, some of FUSE.
      if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS" && code !== "EOPNOTSUPP") throw error;
      await rename(draft, path);
      return path;
    }
  }
  throw new FaultlineError(
    "CANNOT_SAVE",
    `Cannot save the evidence in "${directory}": ${MOST_NAMES} files named ${name} are there\nGive another folder with --output`,
  );
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    const code = codeOf(error);
    // Never made, or renamed. A folder that cannot be written keeps no draft either.
    if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "EACCES" && code !== "EROFS") throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EDQUOT: "the user's quota of the disk is used up",
  EFBIG: "the file would be larger than this process may write",
  EACCES: "permission denied",
  EPERM: "the system does not permit it",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of this path is a file",
  ENOENT: "a folder of this path cannot be made",
  EEXIST: "a file is there in place of the folder",
  ENAMETOOLONG: "the path is too long",
  EIO: "the device has an input/output error",
};

function explain(error: unknown, directory: string): unknown {
  const code = codeOf(error);
  if (code === null || error instanceof FaultlineError) return error;
  return new FaultlineError(
    "CANNOT_SAVE",
    `Cannot save the evidence in "${directory}": ${reasons[code] ?? "the system refuses"} (${code})\nGive a folder with room that you may write with --output, or --no-save`,
    { cause: error },
  );
}
