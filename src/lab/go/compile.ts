import { appendFileSync } from "node:fs";
import { FaultlineError, type Ms } from "../../base/index.ts";
import { run } from "../world/index.ts";
import type { Toolchain } from "./toolchain.ts";

/** One program to compile. */
export interface Compilation {
  /** What it is part of, as messages call it. */
  readonly what: string;
  readonly toolchain: Toolchain;
  /** Folder of its go.mod. */
  readonly folder: string;
  /** Default the folder's own. */
  readonly package?: string;
  /** The program. */
  readonly out: string;
  /** Flags of the linker besides those that leave out what debuggers read. */
  readonly flags: string;
  readonly log: string;
  readonly signal: AbortSignal | undefined;
}

/** Some ten minutes of two processors, when nothing is cached; several times that on a machine that is busy. */
export const BUILD_WITHIN: Ms = 5_400_000;

/** Runs `go build`. @throws FaultlineError `LAB_FAILED` in two lines that name the log. */
export async function compile(task: Compilation): Promise<void> {
  task.signal?.throwIfAborted();
  const { go, environment } = task.toolchain;
  const flags = ["-trimpath", "-ldflags", `-s -w ${task.flags}`.trim()];
  const argv = [
    ...["nice", "-n", "10", "env", "-C", task.folder, go, "build", ...flags],
    ...["-o", task.out, task.package ?? "."],
  ];
  appendFileSync(task.log, `${argv.join(" ")}\n`);
  const ran = await run(argv, { env: environment, timeout: BUILD_WITHIN });
  appendFileSync(
    task.log,
    `${ran.stdout}${ran.stderr}\nended with ${ran.status} after ${Math.round(ran.took / 1000)} s\n`,
  );
  if (ran.status === 0) return;
  const said = ran.timedOut
    ? "it takes too long"
    : (ran.stderr.trim().split("\n").at(-1) ?? "").slice(0, 200);
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build ${task.what}: "go build" in "${task.folder}" failed: ${said}\nSee ${task.log}`,
  );
}
