/**
 * What error texts, codes, flags and log lines mean: tables as data, one per product or family, and their reader.
 * A signal says what to try first; it is never evidence by itself.
 *
 * @module
 */
export { everySignal } from "./every-signal.ts";
export { looksTold, type ToldLook } from "./looks.ts";
export { readSignals } from "./read-signals.ts";
export { withoutSecrets } from "./secrets.ts";
export type { Signal, SignalHit, Strength } from "./signal.ts";
export { likelyCauses, symptomRecord } from "./symptom.ts";
export { toldStatuses } from "./told-statuses.ts";
