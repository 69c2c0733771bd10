import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { FaultlineError, type Ms } from "../../base/index.ts";
import type { WorldAnswer, WorldRequest } from "./protocol.ts";

/** A world that runs, seen from outside. Closing it ends everything in it. */
export interface OpenWorld extends AsyncDisposable {
  /**
   * Asks something and waits for the answer.
   *
   * @throws FaultlineError `LAB_FAILED` when the lab itself fails, or does not answer in time.
   */
  ask<T>(request: WorldRequest, timeout?: Ms): Promise<T>;
}

/** The longest that building a scenario may take on a loaded machine. */
const ANSWER_WITHIN: Ms = 60_000;
/** How long a world may take to end by itself before it is killed; the kernel does the work either way. */
const CLOSE_WITHIN: Ms = 3_000;

/**
 * Opens an empty world: new mount, pid and network namespaces whose first process is ours. It ends when the signal
 * aborts, whatever it is at.
 *
 * @throws FaultlineError `NEEDS_ROOT` when the caller may not make namespaces.
 */
export function openWorld(signal: AbortSignal): OpenWorld {
  if (process.getuid?.() !== 0)
    throw new FaultlineError(
      "NEEDS_ROOT",
      "Cannot build a lab as an ordinary user: it makes network namespaces\nRun it as root: sudo faultline lab …",
    );
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const entry = fileURLToPath(new URL(`./world-process.${extension}`, import.meta.url));
  const namespaces = ["--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc"];
  const stop = () => void child.stdin.end();
  // Before the child is there: what throws must not leave one behind.
  signal.addEventListener("abort", stop, { once: true });
  // Its own process group: an interrupt at the terminal reaches the runner alone, which then closes the world.
  const child = spawn("unshare", [...namespaces, process.execPath, entry], { stdio: "pipe", detached: true });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4_000);
  });
  child.stdin.on("error", () => {});
  if (signal.aborted) stop();
  const ended = once(child, "close").catch((error: Error) => {
    errors += error.message;
  });

  return {
    async ask<T>(request: WorldRequest, timeout: Ms = ANSWER_WITHIN): Promise<T> {
      if (!child.stdin.writableEnded) child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await within(answers.next(), timeout);
      if (line === null) throw failed(`the world does not answer "${request.do}" within ${timeout / 1000} s`);
      if (line.done) throw failed(`the world ended at "${request.do}": ${errors.trim().slice(-600)}`);
      // The world is a process of ours and writes nothing else there.
      const answer = JSON.parse(line.value) as WorldAnswer;
      if (answer.outcome === "failed") throw failed(answer.message);
      return answer.value as T;
    },
    async [Symbol.asyncDispose]() {
      signal.removeEventListener("abort", stop);
      child.stdin.end();
      if ((await within(ended, CLOSE_WITHIN)) === null) child.kill("SIGKILL");
      await within(ended, CLOSE_WITHIN);
    },
  };
}

const failed = (what: string) =>
  new FaultlineError(
    "LAB_FAILED",
    what.startsWith("Cannot")
      ? what
      : `Cannot run the lab: ${what}\nRun \`faultline lab check NAME\` to see it alone`,
  );

/** The value of a promise, or `null` when it takes longer. */
async function within<T>(promise: Promise<T>, timeout: Ms): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, timeout, null);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
