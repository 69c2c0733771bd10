import type { Evidence, EvidenceKind, EvidenceValue } from "../evidence/index.ts";
import type { HostReading } from "./assess/finding.ts";
import { readInterfaceCounters } from "./interface-counters.ts";
import { readKernelCounters } from "./kernel-counters.ts";
import { type KernelLogSource, readKernelLog } from "./kernel-log.ts";
import type { Look } from "./look.ts";
import type { Narrowing } from "./owner-tally.ts";
import { readProcessLimits } from "./process-limits.ts";
import { readSocketOwners } from "./socket-owners.ts";
import { readTcpLimits } from "./tcp-limits.ts";

/**
 * Reads once all that a host says of itself, and takes it down. What cannot be read is a gap.
 *
 * @throws The signal's reason, when the user stops; nothing else.
 */
export async function readHost(
  look: Look,
  { kernelLog, only }: { readonly kernelLog?: KernelLogSource; readonly only?: Narrowing } = {},
): Promise<HostReading> {
  // The counters come first: what the reading itself adds to them is not in them.
  const counters = await readKernelCounters(look);
  const { clock } = look.context;
  const ticks = clock.ticks();
  const interfaces = await readInterfaceCounters(look);
  const owners = await readSocketOwners(look, only === undefined ? {} : { only });
  const tcp = await readTcpLimits(look);
  const limits = await readProcessLimits(look);
  const log = await readKernelLog(look, kernelLog);
  const uptime = await look.vantage.read("/proc/uptime");
  // Another namespace's number cannot be read from here: its link is this process's own.
  const namespace = look.vantage.kind === "local" ? await look.vantage.link?.("/proc/self/ns/net") : null;
  const seconds = uptime.outcome === "read" ? Number.parseFloat(uptime.text) : Number.NaN;
  return {
    ticks,
    counters: held(counters),
    interfaces: held(interfaces),
    owners: held(owners),
    tcp: held(tcp),
    limits: held(limits),
    log: held(log),
    namespace: /^net:\[(\d+)\]$/.exec(namespace ?? "")?.[1] ?? null,
    uptime: Number.isFinite(seconds) ? seconds : null,
  };
}

const held = <K extends EvidenceKind>(record: Evidence<K> | null): EvidenceValue[K] | null =>
  record === null ? null : record.value;
