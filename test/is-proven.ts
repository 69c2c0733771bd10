import { type Cause, standingOfVerdict } from "../src/diagnose/index.ts";
import type { Evidence } from "../src/evidence/index.ts";

/** Whether the records state the verdict's cause, whatever else they leave in the dark. */
export const isProven = (evidence: readonly Evidence[], causes: readonly Cause[]): boolean =>
  standingOfVerdict(evidence, causes)?.startsWith("proven") === true;
