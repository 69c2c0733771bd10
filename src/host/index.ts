/**
 * What the kernel already knows of a host: counters, sockets, routes, neighbours, limits, log. Reads, sends nothing.
 *
 * @module
 */
export { type FreezeRequest, freeze, thaw } from "./freeze.ts";
export type { KernelLogSource } from "./kernel-log.ts";
export type { HostContext } from "./look.ts";
