import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CommandRun, localVantage } from "../src/vantage/index.ts";

/** A network, process and mount namespace of a test's own, with its own /run. Closing it ends all that runs in it. */
export interface OwnWorld extends Disposable {
  /** Process 1 of the world, as this process numbers it. */
  readonly pid: number;
  /** Runs a command in it to its end. */
  run(argv: readonly string[]): Promise<CommandRun>;
  /** Starts a command in it that is to go on; its output is the caller's to read. */
  start(argv: readonly string[]): ChildProcess;
}

/** How a command of the product is started from its sources. */
export const faultline: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL("../src/cli/main.ts", import.meta.url)),
];

const flags = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** Whether this user may make such a world, as `npm test` does for the lab: root with CAP_SYS_ADMIN. */
export const canMakeWorlds = ((): boolean => {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync("unshare", [...flags, "true"], { stdio: "ignore", timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
})();

/** Longer than any run of the product: it bounds what hangs. */
const PATIENCE = 120_000;

/** The longest that setting up may take. */
const SET_UP_PATIENCE = 15_000;

/**
 * Makes a world and runs a shell script in it that sets it up.
 *
 * @throws When the script fails, or takes over fifteen seconds.
 */
export async function openOwnWorld(setUp: string): Promise<OwnWorld> {
  // Tracefs that the machine has mounted for root would hide what a process without capabilities meets.
  const script = `set -e; ip link set lo up; mount -t tmpfs tmpfs /run; mkdir /run/netns
umount /sys/kernel/tracing 2>/dev/null || true
${setUp}
echo up; exec cat`;
  const outer = spawn("unshare", [...flags, "sh", "-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  outer.stdin.on("error", () => {});
  const late = setTimeout(() => outer.kill("SIGKILL"), SET_UP_PATIENCE);
  const isUp = await Promise.race([
    once(outer.stdout, "data").then(() => true),
    once(outer, "exit").then(() => false),
  ]);
  clearTimeout(late);
  if (!isUp) throw new Error("the world cannot be set up");
  const pid = Number(readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8").trim());
  const into = ["nsenter", `--target=${pid}`, "--mount", "--net", "--pid", "--"];
  const here = localVantage("here");
  return {
    pid,
    run: (argv) => here.run([...into, ...argv], { timeout: PATIENCE }),
    start(argv) {
      const [program = "", ...args] = [...into, ...argv];
      return spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    },
    [Symbol.dispose]: () => void outer.kill("SIGKILL"),
  };
}
