/**
 * The process that serves a hop: its limits, its state, and what changed on its host. Reads, sends nothing.
 *
 * @module
 */
export type { AppContext, Endpoint } from "./context.ts";
export { type ChangesAsked, readChanges } from "./read-changes.ts";
export { readProcess } from "./read-process.ts";
