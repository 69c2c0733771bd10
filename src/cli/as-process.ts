import { readFile, readlink } from "node:fs/promises";
import { FaultlineError } from "../base/index.ts";

/**
 * The environment that a process was started with. proc_pid_environ(5).
 *
 * @throws FaultlineError `NEEDS_ROOT` or `BAD_OPTION`
 */
export async function readEnvironment(pid: number): Promise<Readonly<Record<string, string>>> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/environ`, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isRefused = code === "EACCES" || code === "EPERM";
    const what = isRefused ? "its environment may not be read" : "there is no such process";
    const wanted = isRefused
      ? "Run as its user or as root, or with the capability CAP_SYS_PTRACE"
      : "See what runs: ps -e";
    throw new FaultlineError(
      isRefused ? "NEEDS_ROOT" : "BAD_OPTION",
      `Cannot use --as ${pid}: ${what}\n${wanted}`,
      { cause },
    );
  }
  const pairs = text.split("\0").flatMap((line): readonly [string, string][] => {
    const at = line.indexOf("=");
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
  });
  return Object.fromEntries(pairs);
}

/** Whether a process sees the same network and the same files as this one: nothing then needs to be entered. */
export async function sharesNamespaces(pid: number): Promise<boolean> {
  const same = await Promise.all(
    ["ns/net", "ns/mnt", "root"].map(
      async (link) => (await linkOf(`/proc/${pid}/${link}`)) === (await linkOf(`/proc/self/${link}`)),
    ),
  );
  return same.every((is) => is);
}

async function linkOf(path: string): Promise<string> {
  try {
    return await readlink(path);
  } catch {
    // What may not be seen is another: entering it then says which permission is missing.
    return path;
  }
}
