/**
 * Every scenario of the lab, by family.
 *
 * @module
 */
import { FaultlineError } from "../../base/index.ts";
import type { ClusterScenario } from "../cluster-scenario.ts";
import type { Scenario } from "../scenario.ts";
import { family as app } from "./app/index.ts";
import { awaited as awaitedBehind } from "./behind/awaited.ts";
import { family as behind } from "./behind/index.ts";
import { family as captured } from "./captured/index.ts";
import { family as client } from "./client/index.ts";
import { awaitedInClusters } from "./cluster/awaited.ts";
import { clusterFamily } from "./cluster/index.ts";
import { awaited as awaitedDatabase } from "./database/awaited.ts";
import { family as database } from "./database/index.ts";
import { family as dns } from "./dns/index.ts";
import type { ScenarioFamily } from "./family.ts";
import { family as healthy } from "./healthy/index.ts";
import { family as link } from "./link/index.ts";
import { family as path } from "./path/index.ts";
import { family as proxy } from "./proxy/index.ts";
import { family as response } from "./response/index.ts";
import { family as route } from "./route/index.ts";
import { family as tcp } from "./tcp/index.ts";
import { family as tls } from "./tls/index.ts";

const all: ScenarioFamily = {
  ...client,
  ...dns,
  ...link,
  ...route,
  ...path,
  ...tcp,
  ...tls,
  ...proxy,
  ...behind,
  ...app,
  ...database,
  ...response,
  ...captured,
  ...healthy,
};

const awaited: ScenarioFamily = { ...awaitedBehind, ...awaitedDatabase };

/** The names of all scenarios that are scored, in the order of the walk. */
export const scenarioNames: readonly string[] = Object.keys(all);

/** Those that are right and are not decided yet: each can be run by its name, and no score counts it. */
export const awaitedNames: readonly string[] = Object.keys(awaited);

/**
 * One scenario by its name.
 *
 * @throws FaultlineError `BAD_OPTION` for a name that there is none of.
 */
export async function loadScenario(name: string): Promise<Scenario> {
  const load = all[name] ?? awaited[name];
  if (load) return (await load()).scenario;
  const near = scenarioNames.filter((known) => known.includes(name) || name.includes(known)).slice(0, 3);
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot find the scenario "${name}": the lab has none of this name\n` +
      `${near.length > 0 ? `Did you mean ${near.join(", ")}? ` : ""}\`faultline lab list\` names them all`,
  );
}

/** The names of the scenarios in a real Kubernetes that are scored, and of those that are not decided yet. */
export const clusterScenarioNames: readonly string[] = Object.keys(clusterFamily);
export const awaitedClusterNames: readonly string[] = Object.keys(awaitedInClusters);

/**
 * One scenario in a real Kubernetes by its name.
 *
 * @throws FaultlineError `BAD_OPTION` for a name that there is none of.
 */
export async function loadClusterScenario(name: string): Promise<ClusterScenario> {
  const load = clusterFamily[name] ?? awaitedInClusters[name];
  if (load) return (await load()).scenario;
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot find the scenario "${name}": the lab has none of this name in a cluster\n\`faultline lab list\` names them all`,
  );
}
