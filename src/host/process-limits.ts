import type { Evidence, ProcessLimits } from "../evidence/index.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";

/** Records the limits of this process and of its host that a request can meet. getrlimit(2), proc_sys_fs(5). */
export const readProcessLimits = (look: Look): Promise<Evidence<"process-limits"> | null> =>
  recordLook(look, "process-limits", {
    boundary: "client",
    by: "observed",
    command:
      "grep 'open files' /proc/self/limits; cat /proc/sys/fs/file-nr; sysctl net.netfilter.nf_conntrack_count",
    collect: () => collect(look),
  });

async function collect(look: Look): Promise<ProcessLimits | null> {
  const { vantage } = look;
  const needs = "the limits of this process";
  const limits = await readOrGap(look, { path: "/proc/self/limits", needs, boundary: "client" });
  const openFiles = limits === null ? null : parseOpenFiles(limits);
  if (openFiles === null) return null;
  const [descriptors, files, entries, limit] = await Promise.all([
    vantage.list("/proc/self/fd"),
    numbersOf(look, "/proc/sys/fs/file-nr"),
    numbersOf(look, "/proc/sys/net/netfilter/nf_conntrack_count"),
    numbersOf(look, "/proc/sys/net/netfilter/nf_conntrack_max"),
  ]);
  const [used, , most] = files;
  return {
    openFiles: { used: descriptors?.length ?? 0, ...openFiles },
    systemFiles: used === undefined || most === undefined ? null : { used, limit: most },
    // Both are missing where conntrack is not loaded: there is then no table to be full.
    conntrack:
      entries[0] === undefined || limit[0] === undefined ? null : { entries: entries[0], limit: limit[0] },
  };
}

async function numbersOf({ vantage }: Look, path: string): Promise<readonly number[]> {
  const read = await vantage.read(path);
  if (read.outcome !== "read") return [];
  const numbers = read.text.trim().split(/\s+/).map(Number);
  // Where there is no limit the kernel prints the largest signed number: as good as none in a double too.
  return numbers.every((number) => number >= 0) ? numbers : [];
}

/** The line `Max open files  SOFT  HARD  files`; `unlimited` is the largest number there is. */
export function parseOpenFiles(text: string): { readonly soft: number; readonly hard: number } | null {
  const [, soft, hard] = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)/m.exec(text) ?? [];
  if (soft === undefined || hard === undefined) return null;
  const numberOf = (word: string) => (word === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(word));
  return { soft: numberOf(soft), hard: numberOf(hard) };
}
