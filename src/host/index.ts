/**
 * What the kernel already knows of a host: counters, sockets, routes, neighbours, limits, log. Reads, sends nothing.
 *
 * @module
 */
export { assessHost, worstFirst } from "./assess/assess.ts";
export type { Finding, HostReading, Readings } from "./assess/finding.ts";
export { assessFlow } from "./assess/flow.ts";
export type { Flow, FlowRequest } from "./flow.ts";
export { lookAtFlow } from "./flow-look.ts";
export type { Onward } from "./flow-onward.ts";
export { type FreezeRequest, freeze, thaw } from "./freeze.ts";
export { readHost } from "./host-reading.ts";
export { nativeInterfaces as countInterfaces } from "./interface-counters.ts";
export { type KernelListening, listenToKernel } from "./kernel-events.ts";
export type { KernelLogSource } from "./kernel-log.ts";
export type { HostContext, Look } from "./look.ts";
export type { Narrowing } from "./owner-tally.ts";
