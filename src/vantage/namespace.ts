import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join, normalize } from "node:path";
import { inNamespace, KernelError } from "../sys/index.ts";
import { type Keeper, startKeeper } from "./keeper.ts";
import { localVantage } from "./local.ts";
import { plainWords, runChild } from "./run-child.ts";
import type { FileRead, Vantage } from "./vantage.ts";

/** Which namespace, and whose files. */
export interface NamespaceAsked {
  readonly name: string;
  /** `/run/netns/edge` or `/proc/PID/ns/net`. */
  readonly path: string;
  /** The process whose root has the files; `null` for this host's own. */
  readonly pid: number | null;
  /** Folder of which the files stand in place of those of /etc; `null` for none. ip-netns(8). */
  readonly etc: string | null;
}

/** A vantage that holds something open. */
export interface OpenVantage {
  readonly vantage: Vantage;
  close(): void;
}

/** The kernel's files that show the network namespace of whoever opens them: proc_sys_net(5). */
const ofReader = /^\/proc\/sys\/net(?:\/|$)/;

/** Symbolic links followed at most, as the kernel does: path_resolution(7). */
const MOST_LINKS = 40;

/**
 * Another network namespace of this host as a place to look from: what `ip netns exec` gives, or what a process sees.
 *
 * @returns `null` where the tools for it are missing: `unshare`, `mount`, a shell.
 * @throws KernelError where the namespace cannot be entered.
 */
export async function openNamespace({ name, path, pid, etc }: NamespaceAsked): Promise<OpenVantage | null> {
  // Tried before anything is started: its errno says why not.
  inNamespace(path, () => undefined);
  const keeper = await startKeeper(path, etc);
  if (keeper === null) return null;
  const here = localVantage(name);
  const identity = (await here.link?.(`/proc/${keeper.pid}/ns/net`)) ?? null;
  // The keeper holds the namespace, also when its name or the process that it was found by is gone.
  const held = `/proc/${keeper.pid}/ns/net`;
  const enter = <T>(work: () => T): { readonly of: T } | null => {
    let isInside = false;
    try {
      return inNamespace(held, () => {
        isInside = true;
        return { of: work() };
      });
    } catch (error) {
      if (!isInside && error instanceof KernelError) return null;
      throw error;
    }
  };
  const placeOf = async (file: string): Promise<string | null> => {
    const whole = normalize(file);
    if (/^\/proc\/net(?:\/|$)/.test(whole)) return `/proc/${keeper.pid}${whole.slice("/proc".length)}`;
    if (pid !== null && /^\/proc\/self(?:\/|$)/.test(whole))
      return `/proc/${pid}${whole.slice("/proc/self".length)}`;
    if (/^\/(?:proc|dev)(?:\/|$)/.test(whole)) return whole;
    if (/^\/sys(?:\/|$)/.test(whole)) return keeper.hasSysfs ? `/proc/${keeper.pid}/root${whole}` : null;
    return pid === null ? `/proc/${keeper.pid}/root${whole}` : under(`/proc/${pid}/root`, whole, here);
  };
  const vantage: Vantage = {
    name,
    kind: pid === null ? "netns" : "pid",
    async read(file) {
      if (ofReader.test(normalize(file))) return enter(() => readNow(file))?.of ?? { outcome: "unreadable" };
      const place = await placeOf(file);
      return place === null ? { outcome: "permission" } : here.read(place);
    },
    async stat(file) {
      const place = await placeOf(file);
      return place === null ? null : ((await here.stat?.(place)) ?? null);
    },
    async readAt(file, offset, length) {
      const place = await placeOf(file);
      return place === null ? null : ((await here.readAt?.(place, offset, length)) ?? null);
    },
    async list(folder) {
      if (ofReader.test(normalize(folder))) return enter(() => listNow(folder))?.of ?? null;
      const place = await placeOf(folder);
      const names = place === null ? null : await here.list(place);
      if (names === null || !/^\/proc\/?$/.test(normalize(folder))) return names;
      // The keeper is ours, and nothing that the host runs.
      return ownProcesses(
        names.filter((name) => name !== String(keeper.pid)),
        identity,
        here,
      );
    },
    async link(file) {
      const place = await placeOf(file);
      return place === null ? null : ((await here.link?.(place)) ?? null);
    },
    async run(argv, { timeout }) {
      const child = (program: string, args: readonly string[]) =>
        enter(() => start(keeper, [program, ...args]))?.of ?? null;
      const ran = await runChild(argv, timeout, child);
      if (ran.outcome !== "ran") return ran;
      // What nsenter could not start. Its own manual, "EXIT STATUS".
      if (ran.status === 127) return { outcome: "missing-tool" };
      return ran.status === 126 ? { outcome: "permission" } : ran;
    },
    inside: (work) => enter(work)?.of ?? null,
  };
  return { vantage, close: () => keeper.close() };
}

/** Inside the namespace, with the keeper's mounts: its /sys and its files of /etc. */
function start(keeper: Keeper, argv: readonly string[]): ChildProcess {
  return spawn("nsenter", [`--mount=/proc/${keeper.pid}/ns/mnt`, "--", ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...plainWords },
  });
}

function readNow(path: string): FileRead {
  try {
    return { outcome: "read", text: readFileSync(path, "utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { outcome: "missing" };
    return { outcome: code === "EACCES" || code === "EPERM" ? "permission" : "unreadable" };
  }
}

function listNow(path: string): readonly string[] | null {
  try {
    return readdirSync(path);
  } catch {
    // What cannot be listed is not seen; its reader says which gap that is.
    return null;
  }
}

/** Of the host's processes those in the namespace. docs/contract.md, "Configuration". */
async function ownProcesses(
  names: readonly string[],
  identity: string | null,
  here: Vantage,
): Promise<readonly string[]> {
  const checked = await Promise.all(
    names.map(
      async (name) => !/^\d+$/.test(name) || (await here.link?.(`/proc/${name}/ns/net`)) === identity,
    ),
  );
  return names.filter((_, index) => checked[index]);
}

/** A path under another root, its symbolic links followed within that root: the kernel would take an absolute one from ours. */
export async function under(root: string, path: string, here: Pick<Vantage, "link">): Promise<string> {
  let left = path.split("/").filter((part) => part !== "" && part !== ".");
  let done: string[] = [];
  let links = 0;
  while (left.length > 0) {
    const [part = "", ...rest] = left;
    left = rest;
    if (part === "..") {
      done = done.slice(0, -1);
      continue;
    }
    const target = links < MOST_LINKS ? await here.link?.(join(root, ...done, part)) : null;
    if (target == null) {
      done = [...done, part];
      continue;
    }
    links += 1;
    if (isAbsolute(target)) done = [];
    left = [...target.split("/").filter((each) => each !== "" && each !== "."), ...left];
  }
  return join(root, ...done);
}
