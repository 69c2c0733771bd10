import { type AppContext, textOf } from "./context.ts";

/** Where a process stands in one hierarchy of control groups. */
export interface GroupPlace {
  /** Folder of its own group, then those of the groups above it. */
  readonly folders: readonly string[];
  readonly version: 1 | 2;
}

/** The groups of a process, by what they limit; `null` where none is seen. cgroups(7). */
export interface ControlGroups {
  readonly memory: GroupPlace | null;
  readonly cpu: GroupPlace | null;
  readonly pids: GroupPlace | null;
  /** The path that names the service manager's unit; `null` where there is none. */
  readonly unitPath: string | null;
}

/** The root of the thread that reads: at every kind of vantage the one whose control groups /proc/PID/cgroup speaks of. */
const OWN_ROOT = "/proc/thread-self/root";

/** Groups above one another that are followed. */
const DEEPEST = 32;

interface Mount {
  readonly root: string;
  readonly folder: string;
  /** `null` for version 2, which has all controllers. */
  readonly controllers: readonly string[] | null;
}

/** Finds the control groups of a process. */
export async function groupsOf(pid: number, context: AppContext): Promise<ControlGroups> {
  const [paths, mounts] = await Promise.all([
    textOf(`/proc/${pid}/cgroup`, context),
    textOf("/proc/thread-self/mountinfo", context),
  ]);
  return placeGroups(paths ?? "", mountsOf(mounts ?? ""));
}

/** Puts the lines of /proc/PID/cgroup (`hierarchy:controllers:path`) under the folders where the hierarchies are mounted. */
export function placeGroups(paths: string, mounts: readonly Mount[]): ControlGroups {
  const lines = paths.split("\n").flatMap((line) => {
    const [, number, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    return number === undefined || controllers === undefined || path === undefined
      ? []
      : [{ isUnified: number === "0" && controllers === "", controllers: controllers.split(","), path }];
  });
  const unified = lines.find(({ isUnified }) => isUnified);
  const placeOf = (controller: string): GroupPlace | null => {
    const own = lines.find(({ controllers }) => controllers.includes(controller));
    const path = own?.path ?? unified?.path;
    const mount = mounts.find(({ controllers }) =>
      own === undefined ? controllers === null : (controllers?.includes(controller) ?? false),
    );
    if (path === undefined || mount === undefined) return null;
    return { folders: foldersOf(path, mount), version: own === undefined ? 2 : 1 };
  };
  const byManager = lines.find(({ controllers }) => controllers.includes("name=systemd")) ?? unified;
  return {
    memory: placeOf("memory"),
    cpu: placeOf("cpu"),
    pids: placeOf("pids"),
    unitPath: byManager?.path ?? null,
  };
}

/** A path that leads out of what is mounted (`/../x`) has no folder here. */
function foldersOf(path: string, { root, folder }: Mount): readonly string[] {
  const isUnder = root === "/" || path === root || path.startsWith(`${root}/`);
  const parts = (isUnder ? path.slice(root === "/" ? 0 : root.length) : "/..")
    .split("/")
    .filter((part) => part !== "");
  if (parts.includes("..")) return [];
  return Array.from({ length: Math.min(parts.length, DEEPEST) + 1 }, (_, above) =>
    [OWN_ROOT + folder, ...parts.slice(0, parts.length - above)].join("/"),
  );
}

/** The mounted hierarchies, of /proc/PID/mountinfo. proc_pid_mountinfo(5). */
export function mountsOf(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line): readonly Mount[] => {
    const [before = "", after = ""] = line.split(" - ", 2);
    const [, , , root, folder] = before.split(" ");
    const [type, , options = ""] = after.split(" ");
    if (root === undefined || folder === undefined) return [];
    if (type === "cgroup2") return [{ root, folder, controllers: null }];
    return type === "cgroup" ? [{ root, folder, controllers: options.split(",") }] : [];
  });
}
