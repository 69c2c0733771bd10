/**
 * Faults on real kernels with real servers, in namespaces: the lab.
 *
 * @module
 */

export { type Calibration, calibrate, type Recorded, readRecorded } from "./calibrate/index.ts";
export {
  type AccessRule,
  type Cluster,
  type ClusterBinaries,
  type ClusterNode,
  type ClusterObject,
  type ClusterOptions,
  clusterBinaries,
  type FabricKind,
  type Families,
  imageName,
  missingClusterPackages,
  type NodeDaemon,
  type ProxyMode,
  startCluster,
  sweepCgroups,
} from "./cluster/index.ts";
export { type ClusterCase, type ClusterScoring, scoreInClusters } from "./cluster-runner/index.ts";
export { createDraw, type Draw } from "./draw.ts";
export { missingPackages, packages } from "./packages.ts";
export {
  type Built,
  type Case,
  type Checked,
  checkByHand,
  fetchNeeds,
  type HandChecked,
  type OpenWorld,
  openWorld,
  openWorldOf,
  type Proven,
  type Scored,
  type Summary,
  scoreCase,
  sideBySide,
  summarize,
  verdictOf,
} from "./runner/index.ts";
export { type Expectation, type Scenario, type Variant, variantsOf } from "./scenario.ts";
export {
  awaitedClusterNames,
  awaitedNames,
  clusterScenarioNames,
  loadClusterScenario,
  loadScenario,
  scenarioNames,
} from "./scenarios/index.ts";
