import type { BuildOptions } from "../go/index.ts";
import { loadScenario } from "../scenarios/index.ts";
import { fetchProgram } from "../servers/index.ts";
import { type OpenWorld, openWorld } from "./open-world.ts";

/**
 * Opens an empty world for a scenario, when what the scenario needs is fetched: the world itself has no network.
 *
 * @throws FaultlineError `LAB_FAILED` where it cannot be had; `NEEDS_ROOT` when the caller may not make namespaces.
 */
export async function openWorldOf(scenario: string, signal: AbortSignal): Promise<OpenWorld> {
  const { needs = [] } = await loadScenario(scenario);
  for (const program of needs) await fetchProgram(program);
  return openWorld(signal);
}

/**
 * Fetches what scenarios need before the first of them runs: a build beside them would slow what they time. What cannot be
 * had is told by each case that needs it.
 */
export async function fetchNeeds(scenarios: readonly string[], options: BuildOptions): Promise<void> {
  const loaded = await Promise.all([...new Set(scenarios)].map(loadScenario));
  for (const program of new Set(loaded.flatMap(({ needs = [] }) => needs)))
    await Promise.allSettled([fetchProgram(program, options)]);
}
