import type { ChildProcess } from "node:child_process";

/** Ends a child that leads a process group of its own, with all that it started. Nothing happens to one that has ended. */
export function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It leads no group, or is gone in this moment: then the child alone is told, which is nothing to a process that has ended.
    child.kill("SIGKILL");
  }
}
