import { spawn } from "node:child_process";
import type { Ms } from "../base/index.ts";
import { inNamespace } from "../sys/index.ts";
import { bindsOf, withMounts } from "./mounts.ts";
import { plainWords } from "./run-child.ts";

/** A child that does nothing but hold a mount namespace open, in which /sys and /etc are those of a network namespace. */
export interface Keeper {
  readonly pid: number;
  /** Whether /sys is the namespace's: what this process sees there is of the namespace that mounted it. */
  readonly hasSysfs: boolean;
  close(): void;
}

/** Starting a shell and a few mounts takes milliseconds; on a busy host, tens of them. */
const PATIENCE: Ms = 3_000;

/** Says that all is mounted, and waits for the end of its input. */
const waiting = ["sh", "-c", 'echo "$FAULTLINE_SYSFS"; exec cat'];

/**
 * Starts a keeper in a network namespace; `null` where there is no `unshare` or no shell. It ends when its standard input
 * does, and so with this process.
 *
 * @throws KernelError where the namespace cannot be entered.
 */
export function startKeeper(path: string, etc: string | null): Promise<Keeper | null> {
  const [program = "", ...args] = withMounts(bindsOf(etc), waiting);
  const child = inNamespace(path, () =>
    spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, ...plainWords } }),
  );
  child.stdin.on("error", () => {});
  return new Promise((resolve) => {
    let said = "";
    const end = (keeper: Keeper | null) => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.unref();
      if (keeper === null) child.kill("SIGKILL");
      resolve(keeper);
    };
    const timer = setTimeout(() => end(null), PATIENCE);
    child.on("error", () => end(null));
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString("latin1");
      if (!said.includes("\n") || child.pid === undefined) return;
      end({ pid: child.pid, hasSysfs: said.startsWith("own"), close: () => void child.stdin.destroy() });
    });
    child.stdout.on("end", () => end(null));
  });
}
