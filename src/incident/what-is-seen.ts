import { readlink } from "node:fs/promises";
import { hostname } from "node:os";
import type { EpochMs, Ms } from "../base/index.ts";
import { calibrationVersion } from "../diagnose/index.ts";
import type { ExperimentRun, Run } from "../report/index.ts";
import type { Walk } from "./walk.ts";

/** When a run began, and by which version of the package. */
export interface Since {
  readonly startedAt: EpochMs;
  readonly ticks: Ms;
  readonly version: string;
}

/** The run as far as it went, but for its verdict. */
export async function whatIsSeen(
  { clock, recorder, vantage, asked }: Omit<Walk, "resolver" | "hosts">,
  { startedAt, ticks, version }: Since,
  experiments: readonly ExperimentRun[],
): Promise<Omit<Run, "diagnosis">> {
  return {
    target: asked.target,
    startedAt,
    vantage: { name: vantage.name, host: hostname(), netns: await namespaceOf() },
    evidence: [...recorder.evidence],
    gaps: [...recorder.gaps],
    experiments,
    engineVersion: version,
    calibrationVersion,
    finishedAt: clock.now(),
    took: clock.ticks() - ticks,
  };
}

/** Identity of this process's network namespace, as namespaces(7) writes it. */
async function namespaceOf(): Promise<string> {
  try {
    return await readlink("/proc/self/ns/net");
  } catch {
    // No /proc, or not Linux: the report then says that it does not know, which stops nothing.
    return "unknown";
  }
}
