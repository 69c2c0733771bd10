/**
 * A private internet in namespaces: hosts, wires, servers.
 *
 * @module
 */
export type { LinkQuality, Way } from "../links/index.ts";
export type { Filter, Hook, Host } from "./host.ts";
export type { Family, Wire, WireOptions } from "./network.ts";
export { mustRun, type Ran, type RunOptions, run } from "./run.ts";
export type { Ready, Server, ServerOptions } from "./server.ts";
export { createWorld, WORLD_FOLDER, type World } from "./world.ts";
