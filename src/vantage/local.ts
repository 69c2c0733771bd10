import { constants, openSync } from "node:fs";
import { open, readdir, readlink } from "node:fs/promises";
import { Socket } from "node:net";
import { runChild } from "./run-child.ts";
import type { FileRead, Vantage } from "./vantage.ts";

/** The most that is read of one file, in octets. Files in /proc/net of a busy host grow to tens of megabytes. */
const MAX_OCTETS = 64 * 1024 * 1024;

/** This host, as this process sees it: its network namespace, its root. */
export function localVantage(name: string): Vantage {
  return {
    name,
    kind: "local",
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
    run: (argv, { timeout }) => runChild(argv, timeout),
    inside: (work) => work(),
  };
}

async function read(path: string): Promise<FileRead> {
  try {
    // Without O_NONBLOCK the opening of a named pipe waits for a writer: open(2).
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if ((await file.stat()).isFIFO()) return await readPipe(path);
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

/** How long a pipe may be silent, in milliseconds: a shell's `<(command)` writes at once. */
const PIPE_PATIENCE = 5_000;

/** Reads a named pipe, or what a shell puts in place of `<(command)`, to its end. */
async function readPipe(path: string): Promise<FileRead> {
  const pipe = new Socket({
    fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
    readable: true,
    writable: false,
  });
  pipe.setTimeout(PIPE_PATIENCE, () => pipe.destroy(new Error("the pipe is silent")));
  const chunks: Buffer[] = [];
  let octets = 0;
  // The loop destroys the pipe, however it ends.
  for await (const chunk of pipe) {
    chunks.push(chunk);
    octets += chunk.length;
    if (octets >= MAX_OCTETS) break;
  }
  return { outcome: "read", text: Buffer.concat(chunks).toString("utf8") };
}
