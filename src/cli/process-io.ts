import { constants } from "node:os";
import type { Io } from "./io.ts";
import { Stopped } from "./stopped.ts";

/** So much of standard input is kept, in octets, half of its beginning and half of its end: an error text or a log. */
const MOST_INPUT = 1024 * 1024;

/** After this, in octets, standard input is not read on: it may never end. */
const MOST_READ = 256 * 1024 * 1024;

/** Exit status of a bug: EX_SOFTWARE of sysexits(3). */
export const BUG = 70;

/**
 * A second signal within this is the same wish: on a terminal ctrl-C reaches the program that starts a newer Node as well, which passes it
 * on. Nobody presses a key twice within it. Milliseconds.
 */
const SAME_WISH = 100;

/** How long a command may take to end by itself after a bug that nobody awaits, in milliseconds. */
const TIME_TO_END = 5_000;

/** The process as the commands see it, and what gives its signals back. */
export function createIo(args: readonly string[]): {
  readonly io: Io;
  readonly signals: { dispose(): void };
} {
  const controller = new AbortController();
  let stoppedAt = Number.NEGATIVE_INFINITY;
  const stop = (name: Stopped["signal"]) => {
    if (performance.now() - stoppedAt < SAME_WISH) return;
    // Asked a second time: the user does not want to wait for what is being closed.
    if (controller.signal.aborted) process.exit(128 + constants.signals[name]);
    stoppedAt = performance.now();
    controller.abort(new Stopped(name));
  };
  // A bug in a listener, where nobody awaits. Node would end at once with status 1, which says that a fault was found.
  const crash = (error: unknown) => {
    if (controller.signal.aborted) return;
    controller.abort(error);
    setTimeout(() => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(BUG);
    }, TIME_TO_END).unref();
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, stop);
  process.on("uncaughtException", crash);
  // A reader that goes away (`faultline … | head`) ends the output, not the program.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  const io: Io = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: wantsColor(args),
    columns: process.stdout.columns ?? 80,
    env: process.env,
    signal: controller.signal,
    stdin: readInput,
  };
  return {
    io,
    signals: {
      dispose() {
        for (const name of names) process.off(name, stop);
        process.off("uncaughtException", crash);
      },
    },
  };
}

/** `--color` decides, then NO_COLOR (no-color.org), then whether there is a terminal. */
function wantsColor(args: readonly string[]): boolean {
  const at = args.findIndex((arg) => arg === "--color" || arg.startsWith("--color="));
  const when = at < 0 ? undefined : (args[at]?.split("=")[1] ?? args[at + 1]);
  if (args.includes("--no-color") || when === "never") return false;
  if (when === "always") return true;
  return (process.env["NO_COLOR"] ?? "") === "" && process.stdout.isTTY === true;
}

async function readInput(): Promise<string> {
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  let octets = 0;
  let kept = 0;
  for await (const chunk of process.stdin) {
    octets += chunk.length;
    if (octets > MOST_READ) break;
    if (octets <= MOST_INPUT / 2) {
      head.push(chunk);
      continue;
    }
    // Of a long log the end counts as much as the beginning: what lies between is let go.
    tail.push(chunk);
    kept += chunk.length;
    while (kept - (tail[0]?.length ?? 0) > MOST_INPUT / 2) kept -= tail.shift()?.length ?? 0;
  }
  return textOf(Buffer.concat([...head, ...tail]));
}

/** UTF-8, or UTF-16 where a byte order mark says so, as PowerShell pipes it. RFC 2781, section 3.2. */
const textOf = (octets: Buffer): string =>
  new TextDecoder(octets[0] === 0xff && octets[1] === 0xfe ? "utf-16le" : "utf-8").decode(octets);
