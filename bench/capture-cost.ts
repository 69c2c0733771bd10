import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a process cost: CPU time in seconds, and its largest memory in MiB. */
export interface Cost {
  readonly cpu: number;
  readonly peak: number;
}

const measurer = fileURLToPath(new URL("cost-of.py", import.meta.url));

/** Runs a command to its end, with its output in a file or nowhere. */
export function costOf(command: readonly string[], outputFile = "/dev/null"): Cost {
  const output = openSync(outputFile, "w");
  try {
    const { stderr, status } = spawnSync("python3", [measurer, ...command], {
      stdio: ["ignore", output, "pipe"],
      encoding: "utf8",
    });
    const [cpu, peak] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
    if (status !== 0 || cpu === undefined || peak === undefined)
      throw new Error(`Cannot run ${command.join(" ")}: ${stderr}`);
    return { cpu, peak };
  } finally {
    closeSync(output);
  }
}

/** The run of a number of runs whose CPU time is in the middle; its memory is the largest of all. */
export function medianOf(runs: number, command: readonly string[], outputFile?: string): Cost {
  const costs = Array.from({ length: runs }, () => costOf(command, outputFile));
  const sorted = costs.toSorted((one, other) => one.cpu - other.cpu);
  return { cpu: sorted[runs >> 1]?.cpu ?? 0, peak: Math.max(...costs.map(({ peak }) => peak)) };
}
