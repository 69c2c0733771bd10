/**
 * The kernel's own formats, as /proc has them.
 *
 * @module
 */
export { parseNamedCounters, parsePairedCounters, parsePerCpuCounters } from "./counters.ts";
export { decodeIpv4, decodeIpv6, decodeIpv6Words } from "./kernel-address.ts";
