import { type Diagnosis, notDiagnosed } from "../diagnose/index.ts";
import type { Gap } from "../evidence/index.ts";
import type { Run } from "../report/index.ts";

/** A bug ended a run. What was seen until then is in it, and no verdict. */
export class RunEndedEarly extends Error {
  override readonly name = "RunEndedEarly";
  readonly run: Run;

  constructor(run: Omit<Run, "diagnosis" | "endedEarlyBy">, cause: unknown) {
    super("the run ended early", { cause });
    const endedEarlyBy = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    this.run = { ...run, gaps: [...run.gaps, restNotSeen], diagnosis: noVerdict, endedEarlyBy };
  }
}

const restNotSeen: Gap = {
  boundary: "client",
  needs: "the rest of the run",
  reason: "unreadable",
  allowBy: "run the check again; a bug in Faultline ended this one early",
};

const noVerdict = notDiagnosed("a bug in Faultline ended the run early; what was seen until then is kept");

/** A verdict as far as a run that ended early bears it: that all is well needs the whole of it. */
export function boundByEnd({ endedEarlyBy }: Pick<Run, "endedEarlyBy">, diagnosis: Diagnosis): Diagnosis {
  if (endedEarlyBy === undefined || diagnosis.verdict.status !== "healthy") return diagnosis;
  return { ...diagnosis, verdict: noVerdict.verdict, boundaries: [] };
}
