import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { FaultlineError } from "../base/index.ts";
import { dieWithParent, KernelError } from "../sys/index.ts";
import { endGroup, hindrance, namespaceOf, startInside } from "../vantage/index.ts";
import type { Io } from "./io.ts";
import type { Start } from "./outlook.ts";
import { BUG } from "./process-io.ts";
import { Stopped } from "./stopped.ts";

/** Tells a child that it is where the request starts, and who started it. */
const ENTERED_FROM = "FAULTLINE_ENTERED_FROM";

/** Tells a child that it is of no use without the process that started it. */
export const STARTED_BY = "FAULTLINE_STARTED_BY";

/** Ends this process with the one that started it, where that one said so. */
export function tieToParent({ env }: Io): void {
  parentNamed(env[STARTED_BY]);
}

/** The process that started this one inside a namespace, with which this one ends; `null` where there is none. */
export const enteredFrom = ({ env }: Io): number | null => parentNamed(env[ENTERED_FROM]);

function parentNamed(text: string | undefined): number | null {
  if (text === undefined) return null;
  const pid = Number(text);
  // Killed before this one had said that it ends with it: nobody waits for an answer any more.
  if (!Number.isInteger(pid) || !dieWithParent(pid)) process.exit(128 + constants.signals.SIGKILL);
  return pid;
}

/**
 * Runs this very command line again inside a namespace, and takes over its exit status. Node must be there before it starts
 * a thread: what its thread pool does would else go on here.
 *
 * @param names Variables by which the C library looks up names, where another process's hold.
 * @throws FaultlineError `NEEDS_ROOT` or `BAD_OPTION` where the namespace cannot be entered.
 */
export async function runInside(
  { name, asked }: Start & { readonly asked: { readonly kind: "netns" | "pid" } },
  io: Io,
  names: Readonly<Record<string, string | undefined>> = {},
): Promise<number> {
  const namespace = namespaceOf(name, asked);
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  let child: ChildProcess;
  try {
    child = await startInside(namespace, again, {
      ...io.env,
      ...names,
      [STARTED_BY]: undefined,
      [ENTERED_FROM]: String(process.pid),
    });
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const { outcome, why, allowBy } = hindrance(error, namespace);
    const what =
      asked.kind === "pid" ? `make the request as process ${asked.pid}` : `start the request at "${name}"`;
    throw new FaultlineError(
      outcome === "permission" ? "NEEDS_ROOT" : "BAD_OPTION",
      `Cannot ${what}: ${why}\n${allowBy}`,
    );
  }
  return statusOf(child, io, name);
}

/** How long a child that was told to stop may take to close what it opened, in milliseconds: the user waits for a second at most. */
const TIME_TO_STOP = 800;

/**
 * Hands signals on to a child that has our input and output, and waits for its end. A child that is told to stop and is busy is
 * ended with all that it started: it leads a process group of its own.
 */
export async function statusOf(child: ChildProcess, io: Io, name: string): Promise<number> {
  let told: NodeJS.Signals | null = null;
  let late: NodeJS.Timeout | undefined;
  const stop = () => {
    const { reason } = io.signal;
    told = reason instanceof Stopped ? reason.signal : "SIGTERM";
    child.kill(told);
    late = setTimeout(() => endGroup(child), TIME_TO_STOP);
  };
  io.signal.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on("error", (cause: NodeJS.ErrnoException) => {
        const tool = child.spawnfile;
        reject(
          new FaultlineError(
            "BAD_OPTION",
            `Cannot start at "${name}": ${tool} cannot be run (${cause.code})\nInstall ${tool}`,
            { cause },
          ),
        );
      });
      child.on("exit", (status, signal) => {
        // What we ended ourselves was ended by the signal that the user gave.
        const by = signal === "SIGKILL" ? (told ?? signal) : signal;
        resolve(status ?? (by === null ? BUG : 128 + constants.signals[by]));
      });
    });
  } finally {
    clearTimeout(late);
    io.signal.removeEventListener("abort", stop);
  }
}
