import { networkNumber, readAttributes } from "./attributes.ts";

const HEAD_OCTETS = 4;

/** CTA_STATS_*, by the names that `conntrack -S` prints. linux/netfilter/nfnetlink_conntrack.h. */
const names: readonly (readonly [number, string])[] = [
  [2, "found"],
  [4, "invalid"],
  [8, "insert"],
  [9, "insert_failed"],
  [10, "drop"],
  [11, "early_drop"],
  [12, "error"],
  [13, "search_restart"],
  [14, "clash_resolve"],
  [15, "chaintoolong"],
];

/** The counters of one processor. Those that this kernel does not keep are left out. */
export interface ConntrackCounters {
  readonly cpu: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** Reads an answer to IPCTNL_MSG_CT_GET_STATS_CPU; `null` where it is too short. */
export function decodeConntrackCounters(payload: Uint8Array): ConntrackCounters | null {
  if (payload.length < HEAD_OCTETS) return null;
  const attributes = readAttributes(payload, HEAD_OCTETS);
  const counters = names.flatMap(([type, name]) => {
    const value = networkNumber(attributes.get(type));
    return value === null ? [] : [[name, value] as const];
  });
  return { cpu: networkNumber(payload.subarray(2, 4)) ?? 0, counters: Object.fromEntries(counters) };
}

/** Entries now and at most. */
export interface ConntrackFill {
  readonly entries: number;
  /** `null` before Linux 4.18, which does not say it here. */
  readonly limit: number | null;
}

/** Reads an answer to IPCTNL_MSG_CT_GET_STATS; `null` where it says nothing. */
export function decodeConntrackFill(payload: Uint8Array): ConntrackFill | null {
  const attributes = readAttributes(payload, HEAD_OCTETS);
  const entries = networkNumber(attributes.get(1));
  return entries === null ? null : { entries, limit: networkNumber(attributes.get(2)) };
}
