import type { Evidence } from "../evidence/index.ts";
import { parseNamedCounters, parsePairedCounters, parsePerCpuCounters } from "../sys/index.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";

/** Counters that no diagnosis needs, and whose names come and go. */
const leftOut = /^(IcmpMsg|Icmp6(In|Out)Type|UdpLite|MPTcpExt)/;

/** Records the kernel's counters of the network namespace. proc_net_snmp(5), netstat(8). */
export const readKernelCounters = (look: Look): Promise<Evidence<"kernel-counters"> | null> =>
  recordLook(look, "kernel-counters", {
    boundary: "client",
    by: "counted",
    command: "nstat -asz",
    async collect() {
      const gap = (path: string) =>
        readOrGap(look, { path, needs: "the kernel's network counters", boundary: "client" });
      // These two are missing where conntrack or IPv6 is not loaded: there is then nothing to count, and no gap.
      const optional = async (path: string) => {
        const read = await look.vantage.read(path);
        return read.outcome === "read" ? read.text : "";
      };
      const [snmp, netstat, snmp6, conntrack, softnet] = await Promise.all([
        gap("/proc/net/snmp"),
        gap("/proc/net/netstat"),
        optional("/proc/net/snmp6"),
        optional("/proc/net/stat/nf_conntrack"),
        optional("/proc/net/softnet_stat"),
      ]);
      if (snmp === null && netstat === null) return null;
      const counters = {
        ...parsePairedCounters(snmp ?? ""),
        ...parsePairedCounters(netstat ?? ""),
        ...parseNamedCounters(snmp6),
        ...parsePerCpuCounters(conntrack, "nf_conntrack_"),
        ...parseSoftnet(softnet),
      };
      return {
        counters: Object.fromEntries(Object.entries(counters).filter(([name]) => !leftOut.test(name))),
      };
    },
  });

/**
 * Sums /proc/net/softnet_stat over the CPUs: one line each, in hexadecimal: processed, dropped for a full backlog,
 * time squeezed. Linux net/core/net-procfs.c.
 */
export function parseSoftnet(text: string): Record<string, number> {
  const totals = { softnet_dropped: 0, softnet_time_squeeze: 0 };
  let lines = 0;
  for (const line of text.split("\n")) {
    const [, dropped, squeezed] = line.trim().split(/\s+/);
    if (!/^[0-9a-f]{8}$/i.test(dropped ?? "") || !/^[0-9a-f]{8}$/i.test(squeezed ?? "")) continue;
    totals.softnet_dropped += Number.parseInt(dropped ?? "", 16);
    totals.softnet_time_squeeze += Number.parseInt(squeezed ?? "", 16);
    lines += 1;
  }
  return lines === 0 ? {} : totals;
}
