import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Ms } from "../base/index.ts";
import type { CommandRun } from "./vantage.ts";

/** The most that is kept of a command's output, in octets: a table of 100,000 sockets as text is 55 MB. */
export const MOST_OUTPUT = 64 * 1024 * 1024;

/** How long pipes may stay open after their command has ended, for the sake of children that it left behind. */
const PIPES_GRACE: Ms = 200;

/**
 * Runs a child process to its end; after the timeout it is killed.
 *
 * @param start Where and how it is started, in place of this process's own namespace.
 */
export function runChild(
  argv: readonly string[],
  timeout: Ms,
  start: (program: string, args: readonly string[]) => ChildProcess | null = startHere,
): Promise<CommandRun> {
  const [program = "", ...args] = argv;
  const child = start(program, args);
  if (child === null) return Promise.resolve({ outcome: "unreachable" });
  return new Promise((resolve) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let octets = 0;
    let timedOut = false;
    const keep = (list: Buffer[]) => (chunk: Buffer) => {
      octets += chunk.length;
      if (octets <= MOST_OUTPUT) list.push(chunk);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeout);
    const end = (run: CommandRun) => {
      clearTimeout(timer);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(run);
    };
    const ended = (status: number | null, signal: NodeJS.Signals | null) => {
      if (timedOut) return end({ outcome: "timed-out" });
      end({
        outcome: "ran",
        status: status ?? 128 + (signal === null ? 0 : constants.signals[signal]),
        stdout: Buffer.concat(out).toString("utf8"),
        stderr: Buffer.concat(err).toString("utf8"),
      });
    };
    child.stdout?.on("data", keep(out));
    child.stderr?.on("data", keep(err));
    child.on("error", (error: NodeJS.ErrnoException) => {
      end({ outcome: error.code === "ENOENT" ? "missing-tool" : "permission" });
    });
    child.on("close", ended);
    child.on("exit", (status, signal) => setTimeout(() => ended(status, signal), PIPES_GRACE).unref());
  });
}

/** Plain words from every tool, whatever the language of the user. */
export const plainWords = { LC_ALL: "C", LANG: "C" } as const;

/** A child with piped output and no input. */
export const startHere = (program: string, args: readonly string[]): ChildProcess =>
  spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...plainWords } });

/** A child with pipes for its input and both outputs, that leads a process group of its own. */
export const startWithPipes = (
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildProcess => spawn(program, args, { stdio: "pipe", detached: true, env });
