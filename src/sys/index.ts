/**
 * The kernel: system calls, namespaces, and its own formats in /proc. No other room touches it.
 *
 * @module
 */
export { parseNamedCounters, parsePairedCounters, parsePerCpuCounters } from "./counters.ts";
export { decodeIpv4, decodeIpv6, decodeIpv6Words } from "./kernel-address.ts";
export { type Fd, type FdWatch, KernelError, libc, watchFd } from "./libc.ts";
export { inNamespace } from "./namespace.ts";
