import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { KernelError, libc } from "./libc.ts";

/** The kernel's tracing files, wherever they are to be had. */
export interface Tracefs {
  /** The folder in which `events` and `instances` are. */
  readonly root: string;
  /** Idempotent. */
  close(): void;
}

/** Why they are not to be had. */
export type NoTracefs = "permission" | "not-supported";

/** Where it is mounted by convention. Linux Documentation/trace/ftrace.rst. */
const MOUNTED = "/sys/kernel/tracing";
const [EPERM, EACCES] = [1, 13];

/**
 * Opens tracefs: where it is mounted, else by a mount that nobody but this process sees and that ends with it. Needs
 * CAP_SYS_ADMIN, or a mounted one that this user may write.
 */
export function openTracefs(): Tracefs | NoTracefs {
  if (isMounted()) {
    try {
      accessSync(`${MOUNTED}/instances`, constants.W_OK | constants.X_OK);
      return { root: MOUNTED, close() {} };
    } catch {
      // Named by what it says; a read-only /sys of a container is tried as if nothing were mounted.
      if (process.geteuid?.() !== 0) return "permission";
    }
  }
  try {
    const fd = libc.mountNowhere("tracefs");
    let isOpen = true;
    return {
      root: `/proc/self/fd/${fd}`,
      close() {
        if (isOpen) libc.close(fd);
        isOpen = false;
      },
    };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    return error.errno === EPERM || error.errno === EACCES ? "permission" : "not-supported";
  }
}

/** An empty folder stands there where it is not mounted. A folder that may not be listed is mounted: tracefs is for root alone. */
function isMounted(): boolean {
  try {
    if (!statSync(MOUNTED).isDirectory()) return false;
    return readdirSync(MOUNTED).length > 0;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EACCES";
  }
}
