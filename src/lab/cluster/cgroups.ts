import { randomBytes } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { FaultlineError, type Ms } from "../../base/index.ts";

/** Where the cgroups of this machine are mounted. cgroups(7). */
const ROOT = "/sys/fs/cgroup";
/** How the cgroups of every cluster are named: `faultline-ab12`. */
const PREFIX = "faultline-";
/** A cluster that is just being made has no process in its cgroups yet. */
const YOUNG: Ms = 60_000;

/** The cgroups of one cluster: a folder of its name in every hierarchy. They outlive its processes. */
export interface Cgroups {
  /** Its name below each root: `faultline-ab12`. */
  readonly name: string;
  readonly folders: readonly string[];
}

/** Roots of all hierarchies: those of version 1 with the one of version 2 beside them, or the latter alone. */
function hierarchies(): readonly string[] {
  if (existsSync(join(ROOT, "cgroup.controllers"))) return [ROOT];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(ROOT, entry.name))
    .filter((folder) => existsSync(join(folder, "cgroup.procs")));
}

/**
 * Claims a name and makes its cgroups, with one more in each for every node.
 *
 * @throws FaultlineError `LAB_FAILED` where another has the prefix.
 */
export function claimCgroups(prefix: string | null, nodes: readonly string[]): Cgroups {
  const roots = hierarchies();
  for (;;) {
    const name = `${PREFIX}${prefix ?? randomBytes(2).toString("hex")}`;
    const folders = roots.map((root) => join(root, name));
    const isFree = folders.every((folder) => !existsSync(folder));
    if (!isFree && prefix !== null)
      throw new FaultlineError(
        "LAB_FAILED",
        `Cannot start a cluster: "${name}" is up already, or ended less than a minute ago and left its cgroups\nGive another prefix`,
      );
    if (!isFree) continue;
    for (const folder of folders)
      for (const path of [folder, ...nodes.map((node) => join(folder, node))]) make(path);
    return { name, folders };
  }
}

function make(path: string): void {
  mkdirSync(path, { recursive: true });
  // A cpuset of version 1 takes no process before it has processors and memory: its parent's.
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const parent = join(path, "..", file);
    if (!existsSync(join(path, "cpuset.cpu_exclusive")) || !existsSync(parent)) continue;
    writeFileSync(join(path, file), readFileSync(parent, "utf8"));
  }
}

/**
 * Puts a process into a cgroup of the cluster, so that its cgroups are seen to be in use. In one hierarchy: the limits of
 * the others stay as they are.
 */
export function joinCgroup({ folders }: Cgroups, pid: number): void {
  const folder = folders.find((each) => each.includes("/pids/")) ?? folders[0];
  if (folder === undefined) return;
  // Version 2 allows processes in leaves only.
  const leaf = join(folder, "keeper");
  mkdirSync(leaf, { recursive: true });
  writeFileSync(join(leaf, "cgroup.procs"), `${pid}`);
}

/** Removes cgroups whose processes are gone; gives those that could not be. */
export function removeCgroups(folders: readonly string[]): readonly string[] {
  return folders.filter((folder) => {
    // The innermost first: rmdir(2) takes no cgroup with others in it.
    const all = globSync("**/", { cwd: folder }).map((path) => join(folder, path));
    for (const path of [...all, folder].sort((a, b) => b.length - a.length)) {
      try {
        rmdirSync(path);
      } catch {
        // Busy, or gone already: what is left is told below.
      }
    }
    return existsSync(folder);
  });
}

/** Removes the cgroups of clusters that ended without being able to. Gives their names. */
export function sweepCgroups(): readonly string[] {
  const left = hierarchies().flatMap((root) =>
    globSync(`${PREFIX}*`, { cwd: root }).map((name) => join(root, name)),
  );
  const used = new Set(left.filter(isUsed).map((folder) => basename(folder)));
  const stale = left.filter((folder) => !used.has(basename(folder)));
  removeCgroups(stale);
  return [...new Set(stale.map((folder) => basename(folder)))];
}

function isUsed(folder: string): boolean {
  try {
    if (Date.now() - statSync(folder).ctimeMs < YOUNG) return true;
    return globSync("**/cgroup.procs", { cwd: folder }).some(
      (path) => readFileSync(join(folder, path), "utf8") !== "",
    );
  } catch {
    // It has just gone.
    return false;
  }
}
