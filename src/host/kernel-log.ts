import { closeSync, constants, openSync, readSync } from "node:fs";
import type { Evidence, KernelLog } from "../evidence/index.ts";
import { gapOf } from "./gaps.ts";
import { type Look, recordLook } from "./look.ts";

/** Reads the records of /dev/kmsg, oldest first, or says why not. */
export type KernelLogSource = () =>
  | { readonly outcome: "read"; readonly records: readonly string[] }
  | { readonly outcome: "missing" | "permission" | "unreadable" };

/** Lines that a record holds. */
const MAX_LINES = 200;
/** How far back a line can speak of a request of now: the contract counts five minutes, timers end within fifteen. */
const WINDOW_SECONDS = 15 * 60;
/** Records that are read at most: the kernel's ring holds some thousands. */
const MAX_RECORDS = 20_000;
/** The longest record that the kernel gives. Linux kernel/printk, CONSOLE_EXT_LOG_MAX. */
const RECORD_OCTETS = 8192;

/** Words of the network, of memory and of limits. */
const telling =
  /conntrack|martian|\bTCP\b|\bUDP\b|\bICMP|SYN flood|out of memory|oom|killed process|link (is )?(up|down)|neighbou?r|neigh|duplicate address|IPv6|possible SYN|nf_|nft|iptables|REJECT|DROP|DENY|\[UFW|table full|no buffer|file-max|reached/i;

/** Records the lines of the kernel's log of the last fifteen minutes that speak of the network. dmesg(1). */
export const readKernelLog = (
  look: Look,
  source: KernelLogSource = readOwnLog,
): Promise<Evidence<"kernel-log"> | null> =>
  recordLook(look, "kernel-log", {
    boundary: "client",
    by: "logged",
    command: "dmesg --ctime | tail -n 200",
    async collect(): Promise<KernelLog | null> {
      const [uptime, log] = [await look.vantage.read("/proc/uptime"), source()];
      if (log.outcome !== "read") {
        const file = { path: "/dev/kmsg", needs: "the kernel's log", boundary: "client" } as const;
        const gap = gapOf(file, log.outcome);
        // sysctl kernel.dmesg_restrict: root of a container without the capability is refused as well.
        const allowBy = "Run as root, or with CAP_SYSLOG and leave to read /dev/kmsg";
        look.context.recorder.gap(log.outcome === "permission" ? { ...gap, allowBy } : gap);
        return null;
      }
      const now = uptime.outcome === "read" ? Number.parseFloat(uptime.text) : Number.NaN;
      const lines = selectLines(log.records, now);
      return Number.isFinite(now) ? { lines, readAt: now } : { lines };
    },
  });

/**
 * Picks the lines that tell, of records as /dev/kmsg gives them:
 *
 *     6,339,5140900,-;nf_conntrack: table full, dropping packet
 *     │ │   │       └ flags   │ └ the text, up to the first line end
 *     │ │   └ microseconds since boot
 *     │ └ number   └ level and facility
 *
 * @param now Seconds since boot; without a number every line is of interest.
 */
export function selectLines(records: readonly string[], now: number): KernelLog["lines"] {
  const lines = records.flatMap((record): KernelLog["lines"] => {
    const [, micros, text] = /^\d+,\d+,(\d+),[^;]*;([^\n]*)/.exec(record) ?? [];
    if (micros === undefined || text === undefined || !telling.test(text)) return [];
    const secondsSinceBoot = Number(micros) / 1e6;
    return now - secondsSinceBoot > WINDOW_SECONDS ? [] : [{ secondsSinceBoot, text: text.slice(0, 500) }];
  });
  return lines.slice(-MAX_LINES);
}

/** The log of this machine. Each read gives one record, and EAGAIN after the last: it never waits. */
function readOwnLog(): ReturnType<KernelLogSource> {
  let file: number;
  try {
    file = openSync("/dev/kmsg", constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { outcome: "missing" };
    return { outcome: code === "EACCES" || code === "EPERM" ? "permission" : "unreadable" };
  }
  const records: string[] = [];
  const buffer = Buffer.alloc(RECORD_OCTETS);
  try {
    while (records.length < MAX_RECORDS) {
      const octets = readSync(file, buffer, 0, RECORD_OCTETS, null);
      if (octets === 0) break;
      records.push(buffer.toString("utf8", 0, octets));
    }
  } catch {
    // EAGAIN: there is no more. EPIPE: the ring overtook us; what was read stands.
  } finally {
    closeSync(file);
  }
  return { outcome: "read", records };
}
