import { writeFile } from "node:fs/promises";
import { FaultlineError } from "../base/index.ts";

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ["its folder does not exist", "Make the folder first, or name another"],
  ENOTDIR: ["a part of its path is a file", "Name another path"],
  EISDIR: ["it is a folder", "Name a file in it"],
  EACCES: ["permission denied", "Name a folder that this user may write to"],
  EPERM: ["permission denied", "Name a folder that this user may write to"],
  EROFS: ["its file system is read-only", "Name another folder"],
  ENOSPC: ["there is no space left", "Free some space, or name another disk"],
  ENAMETOOLONG: ["its name is too long", "Name another path"],
};

/** The error for a file that could not be written; what is not the user's to mend is given back as it is. */
export function refuseWriting(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = reasons[code];
  if (reason === undefined) return error;
  const [what, wanted] = reason;
  return new FaultlineError("CANNOT_SAVE", `Cannot write "${path}": ${what}\n${wanted}`, { cause: error });
}

/**
 * Writes a file that others need not read: it tells of a network.
 *
 * @throws FaultlineError where it cannot be written.
 */
export async function saveFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    throw refuseWriting(path, error);
  }
}
