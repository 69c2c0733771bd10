import type { Io } from "./io.ts";

/** Standard input is read up to this, in octets: a pasted error text or a log excerpt. */
const MOST_INPUT = 1024 * 1024;

/** The process as the commands see it, and what gives its signals back. */
export function createIo(args: readonly string[]): {
  readonly io: Io;
  readonly signals: { dispose(): void };
} {
  const controller = new AbortController();
  const stop = () => {
    // Asked a second time: the user does not want to wait for what is being closed.
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error("stopped by the user"));
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, stop);
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
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    octets += chunk.length;
    if (octets >= MOST_INPUT) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_INPUT).toString("utf8");
}
