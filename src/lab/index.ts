/**
 * Faults on real kernels with real servers, in namespaces: the lab.
 *
 * @module
 */

export { type Calibration, calibrate, type Recorded, readRecorded } from "./calibrate/index.ts";
export { missingPackages, packages } from "./packages.ts";
export {
  type Built,
  type Case,
  type Checked,
  checkByHand,
  type HandChecked,
  type OpenWorld,
  openWorld,
  type Proven,
  type Scored,
  type Summary,
  scoreCase,
  sideBySide,
  summarize,
  verdictOf,
} from "./runner/index.ts";
export { type Expectation, type Scenario, type Variant, variantsOf } from "./scenario.ts";
export { awaitedNames, loadScenario, scenarioNames } from "./scenarios/index.ts";
