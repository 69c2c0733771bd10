import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Evidence } from "../../evidence/index.ts";
import type { Recorded } from "./calibrate.ts";

/** The runs that `faultline lab score --records DIR` saved. */
export function readRecorded(folder: string): readonly Recorded[] {
  return readdirSync(folder).flatMap((name): readonly Recorded[] => {
    const read = (file: string) => JSON.parse(readFileSync(join(folder, name, file), "utf8"));
    let report: { readonly evidence: readonly Record<string, unknown>[] };
    let run: {
      readonly scenario: string;
      readonly expected: Recorded["expected"];
    };
    try {
      report = read("report.json");
      run = read("case.json");
    } catch {
      // A run without a report counts in the score as failed; there is nothing to replay.
      return [];
    }
    // What no look of this kind can tell is neither right nor wrong, and how often the lab makes it is no measure of the world.
    if (run.expected.undecided !== undefined) return [];
    const evidence = report.evidence.map(
      ({ tookMs, observedAt, ...record }) =>
        ({ ...record, observedAt: epochOf(String(observedAt)), took: tookMs }) as unknown as Evidence,
    );
    // Scenarios are named as their cause; what stands behind a dot is another mechanism of it.
    return [{ family: run.scenario.split(".")[0] ?? run.scenario, evidence, expected: run.expected }];
  });
}

/** Milliseconds since the epoch, with the microseconds that Date.parse() cuts off. */
function epochOf(text: string): number {
  const micros = /\.\d{3}(\d{3})Z$/.exec(text)?.[1] ?? "0";
  return Date.parse(text) + Number(micros) / 1000;
}
