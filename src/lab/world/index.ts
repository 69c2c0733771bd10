/**
 * A private internet in namespaces: hosts, wires, servers.
 *
 * @module
 */
export type { Filter, Hook, Host } from "./host.ts";
export type { Family, Wire, WireOptions } from "./network.ts";
export { mustRun, type Ran, type RunOptions, run } from "./run.ts";
export type { Ready, Server, ServerOptions } from "./server.ts";
export { createWorld, type World } from "./world.ts";
