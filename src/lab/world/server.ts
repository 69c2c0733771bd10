import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultlineError, type Ms } from "../../base/index.ts";
import { type Bound, lookForSocket } from "./bound.ts";
import { cleanEnvironment, sharedCompileCache } from "./run.ts";

/** How to know that a server is ready, without sending it anything: a probe would spoil queues and counters. */
export type Ready =
  /** A TCP listener on this port in the server's namespace. */
  | { readonly tcp: number }
  /** A bound UDP socket on this port. */
  | { readonly udp: number }
  /** A text in what it prints. */
  | { readonly says: string }
  | "at-once";

/** A long-lived process in a namespace of the world. */
export interface Server {
  readonly pid: number;
  /** What it has printed so far, both streams, at most its last 64 KiB. */
  printed(): string;
  signal(signal: NodeJS.Signals): void;
  /** Ends it and waits for that. Ended already is well. */
  stop(): Promise<void>;
}

/** What a server is started with. */
export interface ServerOptions {
  readonly argv: readonly string[];
  readonly ready: Ready;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** How long it may take to be ready. Default 10 s: named with several zones on a loaded machine needs two. */
  readonly readyWithin?: Ms;
}

const READY_WITHIN: Ms = 10_000;
/** How often readiness is looked at: far below a server's own start. */
const READY_EVERY: Ms = 5;
/** A server that does not end on SIGTERM within this is killed. */
const STOP_WITHIN: Ms = 1_000;
const MAX_PRINTED = 64 * 1024;

/**
 * Starts a server and waits until it is ready.
 *
 * @throws FaultlineError `LAB_FAILED` with what it printed, when it ends or is not ready in time.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const [program = "", ...rest] = options.argv;
  const own = options.argv.includes(process.execPath) ? sharedCompileCache() : {};
  const env = { ...cleanEnvironment, ...own, ...options.env };
  const child = spawn(program, rest, { env, stdio: "pipe" });
  let printed = "";
  let ended = false;
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString("utf8")).slice(-MAX_PRINTED);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.on("error", (error) => {
    printed += error.message;
    ended = true;
  });
  child.on("exit", () => {
    ended = true;
  });
  child.stdin.on("error", () => {});
  // A server whose input ends may take that as its end (openssl s_server), so it stays open unless there is input.
  if (options.input !== undefined) child.stdin.end(options.input);

  const { pid } = child;
  const deadline = performance.now() + (options.readyWithin ?? READY_WITHIN);
  const isBound = pid === undefined ? () => false : lookForSocket(pid, boundBy(options.ready));
  while (pid === undefined || !isReady(options.ready, isBound, printed)) {
    if (ended || performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new FaultlineError(
        "LAB_FAILED",
        `Cannot start "${options.argv.join(" ").slice(0, 200)}": ${ended ? "it ended" : "it is not ready in time"}: ${printed.trim().slice(-600)}\n` +
          "Run the command by hand on this host",
      );
    }
    await sleep(READY_EVERY);
  }
  return {
    pid,
    printed: () => printed,
    signal: (signal) => void child.kill(signal),
    async stop() {
      if (ended) return;
      const exited = once(child, "exit");
      // A stopped process takes no SIGTERM until it goes on.
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN);
      await exited;
      clearTimeout(timer);
    },
  };
}

function isReady(ready: Ready, isBound: () => boolean, printed: string): boolean {
  if (ready === "at-once") return true;
  return "says" in ready ? printed.includes(ready.says) : isBound();
}

/** The socket by which a server shows that it is ready; `null` where it shows it otherwise. */
function boundBy(ready: Ready): Bound | null {
  if (ready === "at-once" || "says" in ready) return null;
  return "tcp" in ready ? { protocol: "tcp", port: ready.tcp } : { protocol: "udp", port: ready.udp };
}
