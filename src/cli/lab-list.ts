import {
  clusterScenarioNames,
  loadClusterScenario,
  loadScenario,
  missingPackages,
  scenarioNames,
  variantsOf,
} from "../lab/index.ts";
import type { LabIo } from "./lab.ts";

/** `lab list`: all scenarios, those of hosts and then those of a real Kubernetes. */
export async function listScenarios(io: Pick<LabIo, "out">): Promise<number> {
  for (const name of scenarioNames) io.out(lineOf(name, await loadScenario(name)));
  io.out("\nIn a real Kubernetes: faultline lab score --clusters NAME\n\n");
  for (const name of clusterScenarioNames) io.out(lineOf(name, await loadClusterScenario(name)));
  const missing = missingPackages();
  if (missing.length > 0) io.out(`\nMissing packages: apt-get install -y ${missing.join(" ")}\n`);
  return 0;
}

const lineOf = (name: string, scenario: Parameters<typeof variantsOf>[0] & Named): string =>
  `${name.padEnd(40)} ${(scenario.boundary ?? "-").padEnd(9)} ${scenario.mechanism}  [${variantsOf(scenario).join(" ")}]\n`;

interface Named {
  readonly boundary: string | null;
  readonly mechanism: string;
}
