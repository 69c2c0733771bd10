import { type Clock, FaultlineError } from "../base/index.ts";
import { parseTarget, type RawOptions, readOptions } from "../config/index.ts";
import { check, planOf, saveBundle } from "../incident/index.ts";
import { type Run, reportJsonText, reportText } from "../report/index.ts";
import { exitStatus, type Io } from "./io.ts";
import { showProgress } from "./progress.ts";

/** The options of `check` as commander gives them, with those of a later version. */
export interface CheckArguments extends RawOptions {
  readonly config?: string;
  readonly from?: string;
  readonly allow?: string;
  readonly capture?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** What a command is given besides its arguments. */
export interface CommandContext {
  readonly io: Io;
  readonly clock: Clock;
  readonly version: string;
}

/** `faultline check TARGET`: walks one request, reports, saves. @returns the exit status of the contract. */
export async function checkCommand(
  given: string | undefined,
  args: CheckArguments,
  { io, clock, version }: CommandContext,
): Promise<number> {
  for (const later of ["config", "from", "allow", "capture"] as const) {
    if (args[later] !== undefined) refuseLater(`--${later}`);
  }
  if (given === undefined) {
    throw new FaultlineError(
      "BAD_TARGET",
      "Cannot check: no target is given\nGive a URL or an address: faultline check https://shop.example/api",
    );
  }
  const target = parseTarget(given);
  const options = readOptions(args);
  const context = { clock, signal: io.signal, env: io.env, version };
  if (options.plan) {
    io.out(await planOf(target, options, context));
    return exitStatus.healthy;
  }
  const progress = showProgress(io, args.quiet === true || options.json);
  let run: Run;
  try {
    run = await check(target, options, { ...context, onRecord: progress.onRecord });
  } finally {
    progress.end();
  }
  const { status } = run.diagnosis.verdict;
  if (options.json) io.out(reportJsonText(run));
  else if (args.quiet !== true || status !== "healthy") {
    io.out(reportText(run, { color: io.color, width: io.columns, verbose: args.verbose === true }));
  }
  // Last, so that a disk that is full takes no verdict away.
  if (options.output !== null) {
    const saved = await saveBundle(run, { directory: options.output, redact: options.redactStrictly });
    if (!options.json && (args.quiet !== true || status !== "healthy")) io.out(`\nEvidence: ${saved}\n`);
  }
  return {
    healthy: exitStatus.healthy,
    degraded: exitStatus.fault,
    broken: exitStatus.fault,
    inconclusive: exitStatus.inconclusive,
  }[status];
}

function refuseLater(option: string): never {
  throw new FaultlineError(
    "NOT_YET",
    `Cannot use ${option}: this version does not have it yet\nSee faultline check --help for what works`,
  );
}
