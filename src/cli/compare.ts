import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultlineError } from "../base/index.ts";
import { type ConfigFile, quote, readConfig } from "../config/index.ts";
import { compareRuns, type Run, readBundle } from "../incident/index.ts";
import { compareJsonText, compareText } from "../report/index.ts";
import { STARTED_BY, statusOf } from "./enter.ts";
import { exitStatus, type Io } from "./io.ts";
import { makeRunFolder, type RunFolder } from "./run-folder.ts";

/** The options of `compare`. */
export interface CompareArguments {
  readonly config?: string;
  readonly json?: boolean;
}

/** One of the two sides: a recorded run, or a vantage to run from. */
type Side =
  | { readonly kind: "bundle"; readonly name: string; readonly path: string }
  | { readonly kind: "vantage"; readonly name: string };

/**
 * `faultline compare A B [TARGET]`: the first observation on the request's way that two runs do not share. Each side is a
 * bundle, or a vantage of the configuration, from which the request is then made; one after the other, so that neither is
 * in the other's way.
 *
 * @returns 0 where they are the same, 1 where they differ.
 */
export async function compareCommand(
  { a, b, target }: { readonly a: string; readonly b: string; readonly target: string | null },
  args: CompareArguments,
  io: Io,
): Promise<number> {
  const first = await sideOf(a);
  const second = await sideOf(b);
  if (first.kind === "vantage" || second.kind === "vantage") {
    const config = await readConfig({ named: args.config ?? null, target, folder: process.cwd() });
    mustBeVantages([first, second], config);
    if (target === null && config?.target == null) {
      throw new FaultlineError(
        "BAD_TARGET",
        "Cannot compare: no target is given\nGive one after the two sides, or as target: in the configuration",
      );
    }
  }
  const runs: Run[] = [];
  for (const side of [first, second]) {
    const run =
      side.kind === "bundle"
        ? (await readBundle(side.path)).run
        : await runFrom(side.name, { target, args, io });
    io.signal.throwIfAborted();
    // A run without a verdict has said itself what is wrong.
    if (run === null) return exitStatus.usage;
    runs.push(run);
  }
  const [runA, runB] = runs;
  if (runA === undefined || runB === undefined) throw new Error("two sides give two runs");
  const comparison = compareRuns(runA, runB);
  const told = { a: { name: first.name, run: runA }, b: { name: second.name, run: runB }, comparison };
  io.out(
    args.json === true ? compareJsonText(told) : compareText(told, { color: io.color, width: io.columns }),
  );
  return comparison.differences.length === 0 ? exitStatus.healthy : exitStatus.fault;
}

async function sideOf(given: string): Promise<Side> {
  const isFile = given.endsWith(".faultline") || (await isThere(given));
  return isFile ? { kind: "bundle", name: given, path: given } : { kind: "vantage", name: given };
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Whatever hinders it, it is then no bundle: it may be the name of a vantage.
    return false;
  }
}

function mustBeVantages(sides: readonly Side[], config: ConfigFile | null): void {
  const known = (config?.vantages ?? []).map(({ name }) => name);
  for (const side of sides) {
    if (side.kind === "bundle" || known.includes(side.name)) continue;
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot compare "${quote(side.name)}": it is no file, and no vantage of ${config === null ? "a configuration (there is none)" : `"${config.path}"`}\n` +
        (known.length === 0
          ? "Give two .faultline bundles, or -c FILE with vantages:"
          : `Give a bundle, or one of: ${known.join(", ")}`),
    );
  }
}

/** Makes the request from a vantage, by this very program; `null` where it could not be made. */
async function runFrom(
  vantage: string,
  { target, args, io }: { readonly target: string | null; readonly args: CompareArguments; readonly io: Io },
): Promise<Run | null> {
  await using folder = await makeFolder();
  const [program = ""] = process.argv.slice(1);
  const argv = [
    ...[...process.execArgv, program, "check", "--quiet", "--from", vantage, "--output", folder.path],
    ...(args.config === undefined ? [] : ["--config", args.config]),
    ...(target === null ? [] : [target]),
  ];
  const env = { ...io.env, [STARTED_BY]: String(process.pid) };
  // Its page is not wanted, its complaints are.
  const child = spawn(process.execPath, argv, {
    stdio: ["ignore", "ignore", "inherit"],
    env,
    detached: true,
  });
  const status = await statusOf(child, io, vantage);
  const [saved] = (await readdir(folder.path)).filter((name) => name.endsWith(".faultline"));
  if (saved !== undefined) return (await readBundle(join(folder.path, saved))).run;
  if (status === exitStatus.usage || io.signal.aborted) return null;
  throw new Error(`the run from ${vantage} ended with status ${status} and left no bundle`);
}

/** @throws FaultlineError `BAD_OPTION` where no temporary file can be written. */
async function makeFolder(): Promise<RunFolder> {
  const parent = tmpdir();
  try {
    return await makeRunFolder(parent);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot compare: no folder can be made in "${parent}" (${code})\nName one that can be written: TMPDIR=FOLDER faultline compare …`,
      { cause },
    );
  }
}
