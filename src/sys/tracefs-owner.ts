import { readdirSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { ownerMark, ownerState } from "./owner-mark.ts";

/** The name of an instance begins so. */
const PREFIX = "faultline";

/** The most that are taken away at one start: each takes the kernel tens of milliseconds. */
const MOST_SWEPT = 16;

/** A name that says whose instance it is. */
export const instanceName = (): string => `${PREFIX}-${ownerMark()}`;

/**
 * Takes away instances whose owner is dead: they outlive a process that is killed. Whoever lives holds its `trace_pipe` open, and
 * the kernel then refuses (EBUSY); a process that is only about to open it is known by its name.
 */
export async function sweepInstances(root: string): Promise<void> {
  const folder = join(root, "instances");
  const dead = readdirSync(folder).filter((name) => name.startsWith(`${PREFIX}-`) && isLeft(name));
  for (const name of dead.slice(0, MOST_SWEPT)) {
    try {
      await rmdir(join(folder, name));
    } catch {
      // It lives after all, or another start took it away first.
    }
  }
}

/** Whether its owner is not known to live. One of another PID namespace this process cannot see; the kernel decides. */
const isLeft = (name: string): boolean => ownerState(name.slice(PREFIX.length + 1)) !== "alive";
