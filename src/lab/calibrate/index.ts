/**
 * How sure a verdict may be: recorded runs of the lab, judged again and again with evidence taken away.
 *
 * @module
 */
export { type Calibration, calibrate, type Recorded } from "./calibrate.ts";
export { readRecorded } from "./recorded.ts";
