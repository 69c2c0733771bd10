import { FaultlineError } from "../base/index.ts";
import { calibrationVersion, causes, type Diagnosis, diagnose, type Verdict } from "../diagnose/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { boundByEnd, type Run, readBundle } from "../incident/index.ts";
import { reportJson, reportJsonText, reportText, verdictLine } from "../report/index.ts";
import { exitStatus, type Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";

/** The engine that judges: its versions, and itself. */
export interface Engine {
  readonly version: string;
  readonly calibrationVersion: string;
  readonly diagnose: (evidence: readonly Evidence[]) => Diagnosis;
}

/** A bundle judged again. */
export interface Rediagnosis {
  /** With the verdict that was given when it was recorded. */
  readonly recorded: Run;
  /** The same run with this engine's verdict. */
  readonly now: Run;
  /** Whether both verdicts are to be told: another engine, or another verdict. */
  readonly tellsBoth: boolean;
}

/**
 * Judges a recorded run again, with no network and without changing it.
 *
 * @throws FaultlineError BAD_BUNDLE for a file that is none.
 */
export async function diagnoseBundle(path: string, engine: Engine): Promise<Rediagnosis> {
  const { run, judged, notJudged } = await readBundle(path);
  const found = boundByEnd(run, judgeForeign({ path, run }, engine, judged));
  const unknown = new Set([...found.notJudged, ...notJudged]);
  const now: Run = {
    ...run,
    diagnosis: { ...found, notJudged: [...unknown] },
    engineVersion: engine.version,
    calibrationVersion: engine.calibrationVersion,
  };
  const sameEngine =
    run.engineVersion === engine.version && run.calibrationVersion === engine.calibrationVersion;
  const sameVerdict = essence(run.diagnosis.verdict) === essence(found.verdict);
  return { recorded: run, now, tellsBoth: !sameEngine || !sameVerdict };
}

/** `faultline diagnose BUNDLE`: the verdict of recorded evidence. @returns the exit status of the contract. */
export async function diagnoseCommand(
  path: string,
  { json }: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const engine: Engine = {
    version: await packageVersion(),
    calibrationVersion,
    diagnose: (evidence) => diagnose(evidence, causes),
  };
  const rediagnosis = await diagnoseBundle(path, engine);
  if (json === true) io.out(tellJson(rediagnosis));
  else io.out(tellText(rediagnosis, { color: io.color, width: io.columns, verbose: false }));
  const { status } = rediagnosis.now.diagnosis.verdict;
  if (status === "healthy") return exitStatus.healthy;
  return status === "inconclusive" ? exitStatus.inconclusive : exitStatus.fault;
}

/** The report of `check`; where both verdicts are to be told, the recorded one stands beside it as `recorded`. */
export function tellJson({ recorded, now, tellsBoth }: Rediagnosis): string {
  if (!tellsBoth) return reportJsonText(now);
  const { engineVersion, calibrationVersion: calibration } = recorded;
  const { verdict } = reportJson(recorded);
  return reportJsonText(now, { recorded: { engineVersion, calibrationVersion: calibration, verdict } });
}

function tellText(
  { recorded, now, tellsBoth }: Rediagnosis,
  style: Parameters<typeof reportText>[1],
): string {
  const { endedEarlyBy } = recorded;
  const early =
    endedEarlyBy === undefined
      ? ""
      : `INCOMPLETE: a bug in Faultline ended this run early (${endedEarlyBy})\n\n`;
  const page = `${early}${reportText(now, style)}`;
  if (!tellsBoth) return page;
  const line = (run: Run) =>
    `engine ${run.engineVersion}, calibration ${run.calibrationVersion}: ${verdictLine(run.diagnosis.verdict)}`;
  return `Recorded by ${line(recorded)}\nJudged by   ${line(now)}\n\n${page}`;
}

/** What makes two verdicts the same: not their wording, which another version may better. */
const essence = ({ status, boundary, cause, at }: Verdict): string =>
  JSON.stringify([status, boundary, cause, at]);

function judgeForeign(
  { path, run }: { readonly path: string; readonly run: Run },
  engine: Engine,
  evidence: readonly Evidence[],
): Diagnosis {
  try {
    return engine.diagnose(evidence);
  } catch (error) {
    // Sums keep a file from decay and not from a forger: a value that lacks what its kind must have ends here.
    // A run that a bug ended shows that bug again here.
    if (run.endedEarlyBy !== undefined) throw error;
    if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
    throw new FaultlineError(
      "BAD_BUNDLE",
      `Cannot diagnose the bundle "${path}": its evidence does not have the shape of its kinds (${error.message})\nGive a .faultline file as faultline check has saved it`,
      { cause: error },
    );
  }
}
