import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Ms } from "../base/index.ts";
import { MOST_OUTPUT } from "./run-child.ts";

/** What the shell on the far side said to one script. */
export type ScriptRun<Output = string> =
  | { readonly outcome: "ran"; readonly status: number; readonly stdout: Output; readonly stderr: string }
  | { readonly outcome: "timed-out" | "unreachable" };

/** One shell on another host. Scripts are sent without a wait in between and answered in order. */
export interface ShellSession {
  run(script: string, timeout: Ms): Promise<ScriptRun>;
  /** The same, its standard output as it comes, whatever octets are in it. */
  runForOctets(script: string, timeout: Ms): Promise<ScriptRun<Uint8Array>>;
  /** Why it failed: the last line that ssh itself said, in plain signs, or how it ended; empty where it neither spoke nor ended. */
  complaint(): string;
  close(): void;
}

interface Pending {
  readonly mark: string;
  readonly resolve: (run: ScriptRun<Buffer>) => void;
  readonly timer: NodeJS.Timeout;
}

/** Complaints of ssh that are kept, in octets. */
const MOST_COMPLAINT = 4096;

/**
 * Starts a shell by the argument vector of a program that connects to it. After a script that takes too long the session is
 * over: nobody can tell its answer from the next one's.
 *
 *     stdin   ( SCRIPT ) </dev/null; printf '\nMARK %d\n' $?; printf '\nMARK\n' >&2
 *     stdout  what it says, LF MARK status LF          stderr  what it says, LF MARK LF
 */
export function startShell(argv: readonly string[]): ShellSession {
  const [program = "", ...args] = argv;
  const child: ChildProcessWithoutNullStreams = spawn(program, args, {
    stdio: "pipe",
    // A group of its own, without our terminal: what it starts, a ProxyCommand say, ends with it and asks nobody.
    detached: true,
  });
  const secret = randomBytes(9).toString("hex");
  const pending: Pending[] = [];
  let [out, err] = ["", ""];
  let complaint = "";
  let ending = "";
  let isOpen = true;
  let scripts = 0;
  const end = (first: "timed-out" | "unreachable") => {
    if (!isOpen) return;
    isOpen = false;
    killGroup(child);
    // Whoever still holds the other ends does not keep this process waiting.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    child.unref();
    for (const [index, { resolve, timer }] of pending.splice(0).entries()) {
      clearTimeout(timer);
      resolve({ outcome: index === 0 ? first : "unreachable" });
    }
  };
  const settle = () => {
    for (let first = pending[0]; first !== undefined; first = pending[0]) {
      const stdout = split(out, `\n${first.mark} `);
      const stderr = split(err, `\n${first.mark}\n`);
      const status = stdout === null ? null : split(stdout.rest, "\n");
      if (stdout === null || stderr === null || status === null) break;
      [out, err] = [status.rest, stderr.rest];
      pending.shift();
      clearTimeout(first.timer);
      first.resolve({
        outcome: "ran",
        status: Number(status.before),
        stdout: Buffer.from(stdout.before, "latin1"),
        stderr: asText(stderr.before),
      });
    }
    if (out.length > MOST_OUTPUT || err.length > MOST_OUTPUT) end("unreachable");
  };
  // One character for each octet: what a file holds may be no text, and the mark is ASCII.
  child.stdout.setEncoding("latin1").on("data", (text: string) => {
    out += text;
    settle();
  });
  child.stderr.setEncoding("latin1").on("data", (text: string) => {
    err += text;
    complaint = (complaint + text).slice(-MOST_COMPLAINT);
    settle();
  });
  child.stdin.on("error", () => {});
  child.on("error", (error) => {
    complaint ||= error.message;
    end("unreachable");
  });
  child.on("exit", (status, signal) => {
    ending = signal === null ? `ended with status ${status}` : `ended by ${signal}`;
  });
  child.on("close", () => end("unreachable"));
  child.stdin.write(
    "LC_ALL=C; LANG=C; PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export LC_ALL LANG PATH\n",
  );
  const runForOctets = (script: string, timeout: Ms) =>
    new Promise<ScriptRun<Buffer>>((resolve) => {
      if (!isOpen) return resolve({ outcome: "unreachable" });
      scripts += 1;
      const mark = `faultline-${secret}-${scripts}`;
      const timer = setTimeout(() => end("timed-out"), timeout);
      pending.push({ mark, resolve, timer });
      child.stdin.write(
        `(\n${script}\n) </dev/null; printf '\\n%s %d\\n' ${mark} $?; printf '\\n%s\\n' ${mark} >&2\n`,
      );
    });
  return {
    runForOctets,
    async run(script, timeout) {
      const ran = await runForOctets(script, timeout);
      return ran.outcome === "ran" ? { ...ran, stdout: ran.stdout.toString("utf8") } : ran;
    },
    // A shell that is no shell (nologin(8)) says so on standard output.
    complaint: () =>
      lastLine(complaint) || (ending === "" ? "" : lastLine(out.slice(-MOST_COMPLAINT)) || ending),
    close: () => end("unreachable"),
  };
}

/** Octets that came as one character each, as the text that they are. */
const asText = (octets: string): string => Buffer.from(octets, "latin1").toString("utf8");

/** Without signs that a terminal obeys. */
const lastLine = (text: string): string =>
  (asText(text).trim().split("\n").at(-1) ?? "").replace(/[\p{Cc}\p{Cf}\ufffd]+/gu, " ").trim();

function killGroup({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

function split(text: string, mark: string): { readonly before: string; readonly rest: string } | null {
  const at = text.indexOf(mark);
  return at < 0 ? null : { before: text.slice(0, at), rest: text.slice(at + mark.length) };
}
