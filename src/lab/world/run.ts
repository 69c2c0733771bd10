import { spawn } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import type { Ms } from "../../base/index.ts";
import { FaultlineError } from "../../base/index.ts";
import { systemPath } from "../packages.ts";

/** What came of one command that ran to its end. */
export interface Ran {
  /** Exit status; `null` when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Wall time. */
  readonly took: Ms;
}

/** How a command is run. */
export interface RunOptions {
  readonly input?: string;
  /** After this it is killed. Default 10 s. */
  readonly timeout?: Ms;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of every process of the lab: none of the caller's own, so that no proxy variable leaks in. */
export const cleanEnvironment = {
  PATH: systemPath,
  HOME: "/root",
  LANG: "C.UTF-8",
  LC_ALL: "C.UTF-8",
} as const;

/**
 * What a Node of the lab's own is started with besides: what it compiles, types stripped, it keeps where this one does.
 * Without it half of a small server's start is the loading of what strips types.
 */
export function sharedCompileCache(): Readonly<Record<string, string>> {
  // It names the part of this version of Node, and wants the folder of all.
  const mine = getCompileCacheDir();
  return mine === undefined ? {} : { NODE_COMPILE_CACHE: dirname(mine) };
}

/** The most that is kept of one command's output, in octets; a report with its evidence is well below. */
const MAX_OUTPUT = 64 * 1024 * 1024;

const DEFAULT_TIMEOUT: Ms = 10_000;

/** Runs a command to its end, within a bound. Never throws for what the command does. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [program = "", ...rest] = argv;
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, rest, { env: { ...cleanEnvironment, ...options.env }, stdio: "pipe" });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let octets = 0;
    let timedOut = false;
    const keep = (list: Buffer[]) => (chunk: Buffer) => {
      octets += chunk.length;
      if (octets <= MAX_OUTPUT) list.push(chunk);
    };
    const finish = (status: number | null, extra = "") => {
      clearTimeout(timer);
      // A child that outlives the command may hold its pipes open; what it says is no longer of interest.
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({
        status,
        stdout: Buffer.concat(out).toString("utf8"),
        stderr: Buffer.concat(err).toString("utf8") + extra,
        timedOut,
        took: performance.now() - began,
      });
    };
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, options.timeout ?? DEFAULT_TIMEOUT);
    child.stdout.on("data", keep(out));
    child.stderr.on("data", keep(err));
    child.on("error", (error) => finish(null, error.message));
    // "close" waits for the pipes, so that no output is lost; "exit" plus a moment bounds that wait.
    child.on("close", (status) => finish(status));
    child.on("exit", (status) => setTimeout(() => finish(status), PIPES_GRACE).unref());
    // The command may end before it has read its input: that is its business.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** How long the pipes of a command that has ended may stay open for its own children's sake. */
const PIPES_GRACE: Ms = 500;

/**
 * The same, for commands of which the failure means that the lab cannot be built.
 *
 * @throws FaultlineError `LAB_FAILED` with what the command said.
 */
export async function mustRun(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const ran = await run(argv, options);
  if (ran.status === 0) return ran;
  const said = (ran.stderr.trim() || ran.stdout.trim()).split("\n").slice(0, 6).join("; ");
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build the lab: "${argv.join(" ").slice(0, 300)}" ended with ${ran.timedOut ? "a timeout" : ran.status}: ${said}\n` +
      "Run the command by hand on this host; `faultline lab list` names packages that are missing",
  );
}
