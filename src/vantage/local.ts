import { open, readdir, readlink } from "node:fs/promises";
import type { FileRead, Vantage } from "./vantage.ts";

/** The most that is read of one file, in octets. Files in /proc/net of a busy host grow to tens of megabytes. */
const MAX_OCTETS = 64 * 1024 * 1024;

/** This host, as this process sees it: its network namespace, its root. */
export function localVantage(name: string): Vantage {
  return {
    name,
    read,
    async list(path) {
      try {
        return await readdir(path);
      } catch {
        // Whatever the reason: what cannot be listed is not seen, and its reader says which gap that is.
        return null;
      }
    },
    async link(path) {
      try {
        return await readlink(path);
      } catch {
        // As above: what is not seen is `null`.
        return null;
      }
    },
  };
}

async function read(path: string): Promise<FileRead> {
  try {
    await using file = await open(path, "r");
    const chunks: Buffer[] = [];
    let octets = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 })) {
      chunks.push(chunk);
      octets += chunk.length;
      if (octets >= MAX_OCTETS) break;
    }
    return { outcome: "read", text: Buffer.concat(chunks).toString("utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { outcome: "missing" };
    if (code === "EACCES" || code === "EPERM") return { outcome: "permission" };
    return { outcome: "unreadable" };
  }
}
