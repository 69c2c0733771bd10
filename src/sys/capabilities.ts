import { readFileSync } from "node:fs";

/** In the order of their numbers, from 0. linux/capability.h. */
const names = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_DAC_READ_SEARCH",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_SETPCAP",
  "CAP_LINUX_IMMUTABLE",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_BROADCAST",
  "CAP_NET_ADMIN",
  "CAP_NET_RAW",
  "CAP_IPC_LOCK",
  "CAP_IPC_OWNER",
  "CAP_SYS_MODULE",
  "CAP_SYS_RAWIO",
  "CAP_SYS_CHROOT",
  "CAP_SYS_PTRACE",
  "CAP_SYS_PACCT",
  "CAP_SYS_ADMIN",
  "CAP_SYS_BOOT",
  "CAP_SYS_NICE",
  "CAP_SYS_RESOURCE",
  "CAP_SYS_TIME",
  "CAP_SYS_TTY_CONFIG",
  "CAP_MKNOD",
  "CAP_LEASE",
  "CAP_AUDIT_WRITE",
  "CAP_AUDIT_CONTROL",
  "CAP_SETFCAP",
  "CAP_MAC_OVERRIDE",
  "CAP_MAC_ADMIN",
  "CAP_SYSLOG",
  "CAP_WAKE_ALARM",
  "CAP_BLOCK_SUSPEND",
  "CAP_AUDIT_READ",
  "CAP_PERFMON",
  "CAP_BPF",
  "CAP_CHECKPOINT_RESTORE",
] as const;

/** A privilege of a process. capabilities(7). */
export type Capability = (typeof names)[number];

/** The effective capabilities in a text like /proc/PID/status; none where the line is missing. */
export function parseCapabilities(status: string): ReadonlySet<Capability> {
  const digits = /^CapEff:\s*([0-9a-fA-F]{1,16})$/m.exec(status)?.[1];
  const bits = digits === undefined ? 0n : BigInt(`0x${digits}`);
  return new Set(names.filter((_, number) => ((bits >> BigInt(number)) & 1n) === 1n));
}

/** What this process may do now. Within a user namespace they count only for what that namespace owns. */
export const capabilities = (): ReadonlySet<Capability> =>
  parseCapabilities(readFileSync("/proc/self/status", "utf8"));
