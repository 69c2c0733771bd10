/**
 * The process that serves a hop: its limits, its state, and what changed on its host, which is read alone; and its pools, for which its
 * metrics are asked for.
 *
 * @module
 */
export type { AppContext, Endpoint } from "./context.ts";
export { type PoolsRead, readPools, shownMetrics } from "./metrics/read-pools.ts";
export { type ChangesAsked, readChanges } from "./read-changes.ts";
export { readProcess } from "./read-process.ts";
