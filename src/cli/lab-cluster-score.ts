import { FaultlineError } from "../base/index.ts";
import {
  awaitedClusterNames,
  type Case,
  type ClusterCase,
  clusterScenarioNames,
  loadClusterScenario,
  missingClusterPackages,
  scoreInClusters,
  summarize,
  variantsOf,
} from "../lab/index.ts";
import type { LabIo } from "./lab.ts";
import { runAgain } from "./lab-again.ts";
import type { LabOptions } from "./lab-options.ts";
import { formatCase, formatSummary } from "./lab-table.ts";

/**
 * `lab score --clusters`: the scenarios in a real Kubernetes, with totals. Gives the exit status.
 *
 * @throws FaultlineError `LAB_FAILED` where a cluster cannot be built, `BAD_OPTION` where nothing is chosen.
 */
export async function scoreClusters(wanted: LabOptions, io: LabIo): Promise<number> {
  const cases = await chosen(wanted);
  const missing = missingClusterPackages();
  if (missing.length > 0) io.err(`Installing: ${missing.join(" ")}\n`);
  const run = (some: readonly ClusterCase[], jobs: number) =>
    scoreInClusters(some, {
      records: wanted.records,
      signal: io.signal,
      seed: wanted.seed,
      jobs,
      say: (line) => io.err(`${line}\n`),
      onScored: (one) => io.out(formatCase(one)),
    });
  const first = await run(cases, wanted.jobs);
  const again = (some: readonly Case[]) =>
    run(
      cases.filter(({ wanted: one }) =>
        some.some(({ scenario, variant }) => scenario === one.scenario && variant === one.variant),
      ),
      1,
    );
  const scored = wanted.again ? await runAgain(first, again, io) : first;
  const summary = summarize(scored);
  io.out(formatSummary(summary));
  return summary.failed === 0 && scored.length === cases.length ? 0 : 1;
}

async function chosen({ name, only, variant, without, seed }: LabOptions): Promise<readonly ClusterCase[]> {
  const cases: ClusterCase[] = [];
  // What is awaited is run by its name alone.
  const names = name === null ? clusterScenarioNames : [...clusterScenarioNames, ...awaitedClusterNames];
  for (const scenarioName of names) {
    if (name !== null && scenarioName !== name) continue;
    if (only !== null && !scenarioName.includes(only)) continue;
    const scenario = await loadClusterScenario(scenarioName);
    for (const each of variantsOf(scenario))
      if ((variant === null || each === variant) && !without.includes(each))
        cases.push({ scenario, wanted: { scenario: scenarioName, variant: each, seed } });
  }
  if (cases.length > 0) return cases;
  throw new FaultlineError(
    "BAD_OPTION",
    "Cannot choose scenarios: none in a cluster matches the options\n`faultline lab list` names them all",
  );
}
