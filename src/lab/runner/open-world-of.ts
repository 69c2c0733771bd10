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
