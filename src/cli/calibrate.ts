import { writeFileSync } from "node:fs";
import { FaultlineError } from "../base/index.ts";
import { causes } from "../diagnose/index.ts";
import { calibrate, readRecorded } from "../lab/index.ts";
import { exitStatus, type Io } from "./io.ts";

/** Brier score on ablations that is held. */
const BUDGET = 0.05;

/** Fixed, so that the same records give the same table. */
const SEED = 1;

/**
 * `faultline lab calibrate DIR`: remakes the table that confidences are read from, out of what `lab score --records DIR` saved.
 * It is written to FILE, `src/diagnose/calibration.json` of a checkout unless given.
 */
export function calibrateCommand(args: readonly string[], io: Io): number {
  const [folder, file = "src/diagnose/calibration.json"] = args;
  if (folder === undefined) {
    throw new FaultlineError(
      "BAD_OPTION",
      "Cannot calibrate: no folder of recorded runs is given\nRecord some: faultline lab score --records DIR, then faultline lab calibrate DIR",
    );
  }
  const runs = readRecorded(folder);
  const { buckets, brier, replays, wrongAndSure } = calibrate(runs, causes, SEED);
  const version = new Date().toISOString().slice(0, 10);
  writeFileSync(
    file,
    `${JSON.stringify({ version, runs: runs.length, replays, brier: Number(brier.toFixed(4)), buckets }, null, 2)}\n`,
  );
  io.out(`${runs.length} runs, ${replays} replays, Brier score ${brier.toFixed(4)} (budget ${BUDGET})\n`);
  for (const [standing, { replays: n, right }] of Object.entries(buckets))
    io.out(`  ${standing}: ${right} of ${n}\n`);
  for (const says of wrongAndSure) io.out(`  wrong and sure: ${says}\n`);
  return brier <= BUDGET && wrongAndSure.length === 0 ? exitStatus.healthy : exitStatus.fault;
}
