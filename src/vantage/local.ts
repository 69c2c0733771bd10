import { constants, openSync } from "node:fs";
import { type FileHandle, open, readdir, readlink, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { runChild } from "./run-child.ts";
import { type FileFacts, type FileRead, MOST_AT_ONCE, type Vantage } from "./vantage.ts";

/** The most that is read of one file, in octets. Files in /proc/net of a busy host grow to tens of megabytes. */
const MAX_OCTETS = 64 * 1024 * 1024;

/** This host, as this process sees it: its network namespace, its root. */
export function localVantage(name: string): Vantage {
  return {
    name,
    kind: "local",
    read,
    stat: factsOf,
    readAt,
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

async function factsOf(path: string): Promise<FileFacts | null> {
  try {
    const facts = await stat(path);
    return { size: facts.size, changedAt: facts.mtimeMs, isRegular: facts.isFile() };
  } catch {
    // As above: what is not seen is `null`.
    return null;
  }
}

async function readAt(path: string, offset: number, length: number): Promise<Uint8Array | null> {
  const wanted = Math.min(length, MOST_AT_ONCE);
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // A pipe or a device would block a thread, or has no places.
    if (!(await file.stat()).isFile()) return null;
    const octets = Buffer.allocUnsafeSlow(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(octets, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return octets.subarray(0, filled);
  } catch {
    // As above: what is not seen is `null`.
    return null;
  }
}

async function read(path: string): Promise<FileRead> {
  try {
    // Without O_NONBLOCK the opening of a named pipe waits for a writer: open(2).
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = await file.stat();
    if (facts.isFIFO()) return await readPipe(path);
    return { outcome: "read", text: await readWhole(file, facts.size) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { outcome: "missing" };
    if (code === "EACCES" || code === "EPERM") return { outcome: "permission" };
    return { outcome: "unreadable" };
  }
}

/** Octets of one read where a file does not say its size: more than the kernel gives of most files of /proc at once. */
const AT_ONCE = 16 * 1024;
/** Octets of one read of a whole file at most. */
const MOST_OF_WHOLE = 256 * 1024;

/** Reads to the end, or the bound. Not by a stream: that costs three times as much, and a look reads hundreds of small files. */
async function readWhole(file: FileHandle, size: number): Promise<string> {
  // A file of /proc has no size; one octet more than a size tells the end without another read.
  let wanted = size === 0 ? AT_ONCE : Math.min(size + 1, MOST_OF_WHOLE);
  const chunks: Buffer[] = [];
  let octets = 0;
  while (octets < MAX_OCTETS) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, null);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    octets += bytesRead;
    if (size > 0 && octets === size) break;
    wanted = bytesRead === wanted ? MOST_OF_WHOLE : wanted;
  }
  return Buffer.concat(chunks).toString("utf8");
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
