import { readdirSync, statSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { Ms } from "../base/index.ts";
import { ownerMark, ownerState } from "./owner-mark.ts";

/** The name of an instance begins so. */
const PREFIX = "faultline";

/** The most that are taken away at one start: each takes the kernel tens of milliseconds. */
const MOST_SWEPT = 16;

/** Longer than anybody takes from making an instance to opening it. */
const OPENED_WITHIN: Ms = 60_000;

/** A name that says whose instance it is. */
export const instanceName = (): string => `${PREFIX}-${ownerMark()}`;

/**
 * Takes away instances whose owner is dead: they outlive a process that is killed. Whoever lives holds its `trace_pipe` open, and
 * the kernel then refuses (EBUSY); a process that is only about to open it is known by its name, or by how new it is.
 */
export async function sweepInstances(root: string): Promise<void> {
  const folder = join(root, "instances");
  const dead = readdirSync(folder).filter((name) => name.startsWith(`${PREFIX}-`) && isLeft(folder, name));
  for (const name of dead.slice(0, MOST_SWEPT)) {
    try {
      await rmdir(join(folder, name));
    } catch {
      // It lives after all, or another start took it away first.
    }
  }
}

/** Whether its owner is dead, or is of another PID namespace, where this process cannot see it, and had the time to open it. */
function isLeft(folder: string, name: string): boolean {
  const state = ownerState(name.slice(PREFIX.length + 1));
  if (state !== "unseen") return state === "dead";
  try {
    return Date.now() - statSync(join(folder, name)).mtimeMs > OPENED_WITHIN;
  } catch {
    // Gone already.
    return false;
  }
}
