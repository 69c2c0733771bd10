import { accessSync, constants } from "node:fs";
import { join } from "node:path";

const folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/**
 * Whether tests that compare with a real program are left out: it is not installed, and this user could not have installed it. As root
 * the test command installs it, and a program that is missing then fails them.
 */
export function isLeftOut(program: string): boolean {
  if (process.getuid?.() === 0) return false;
  return !folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
