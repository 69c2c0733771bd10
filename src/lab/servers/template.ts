import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/**
 * A folder that is expensive to make and always the same, made once for this machine: its path, outside of every world.
 * Whoever makes it first wins; it is never seen half made.
 */
export async function templateOf(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const all = join(tmpdir(), `faultline-lab-templates-${userInfo().uid}`);
  const ready = join(all, name);
  if (existsSync(ready)) return ready;
  // Servers that are not root must come through.
  mkdirSync(all, { recursive: true, mode: 0o755 });
  const fresh = mkdtempSync(join(all, "new-"));
  try {
    await make(fresh);
    if (!existsSync(ready)) renameSync(fresh, ready);
  } catch (error) {
    // Another world was first: its folder is as good.
    if (!existsSync(ready)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return ready;
}
