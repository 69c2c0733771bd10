import type { Evidence, InterfaceCounters } from "../evidence/index.ts";
import { KernelError, listLinks, listQueues, openNetlink } from "../sys/index.ts";
import type { Vantage } from "../vantage/index.ts";
import type { Queue } from "../wire/index.ts";
import { parseSoftnet } from "./kernel-counters.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";

/** Interfaces that a record holds: a host of containers has two for each. */
const MOST_INTERFACES = 256;

/** Records what the interfaces and queues of the vantage's network namespace have counted. */
export const readInterfaceCounters = (look: Look): Promise<Evidence<"interface-counters"> | null> =>
  recordLook(look, "interface-counters", {
    boundary: "link",
    by: "counted",
    command: "ip -s -s link; tc -s qdisc; cat /proc/net/softnet_stat",
    collect: () => collect(look),
  });

async function collect(look: Look): Promise<InterfaceCounters | null> {
  const { vantage } = look;
  const read = await vantage.read("/proc/net/softnet_stat");
  const { softnet_dropped: dropped, softnet_time_squeeze: timeSqueezed } = parseSoftnet(
    read.outcome === "read" ? read.text : "",
  );
  const softnet = dropped === undefined || timeSqueezed === undefined ? null : { dropped, timeSqueezed };
  const interfaces = nativeInterfaces(vantage) ?? (await filedInterfaces(look));
  return interfaces === null ? null : { interfaces: interfaces.slice(0, MOST_INTERFACES), softnet };
}

type Interface = InterfaceCounters["interfaces"][number];

/** As the kernel's link and queue tables have them, at once; `null` where they cannot be had. rtnetlink(7). */
export function nativeInterfaces(vantage: Vantage): readonly Interface[] | null {
  try {
    return vantage.inside(() => {
      using netlink = openNetlink("route");
      const queues = (listQueues(netlink) ?? []).filter(({ isRoot }) => isRoot);
      return listLinks(netlink).map(({ index, name, kind, received, sent, carrierChanges }) => {
        const queue = queues.find(({ interfaceIndex }) => interfaceIndex === index);
        return {
          name,
          kind,
          received,
          sent,
          carrierChanges,
          queue: queue === undefined ? null : queueOf(queue),
        };
      });
    });
  } catch (error) {
    // Whatever the kernel refuses here, /proc/net/dev may still be read.
    if (error instanceof KernelError) return null;
    throw error;
  }
}

const queueOf = ({ kind, drops: dropped, overlimits, backlogOctets }: Queue) => ({
  kind,
  dropped,
  overlimits,
  backlogOctets,
});

async function filedInterfaces(look: Look): Promise<readonly Interface[] | null> {
  const { vantage } = look;
  const text = await readOrGap(look, {
    path: "/proc/net/dev",
    needs: "the counters of the interfaces",
    boundary: "link",
  });
  if (text === null) return null;
  const interfaces = parseInterfaces(text).slice(0, MOST_INTERFACES);
  const changes = await Promise.all(
    interfaces.map(async ({ name }) => {
      const read = await vantage.read(`/sys/class/net/${name}/carrier_changes`);
      const number = read.outcome === "read" ? Number(read.text.trim() || Number.NaN) : Number.NaN;
      return Number.isInteger(number) ? number : null;
    }),
  );
  return interfaces.map((one, index) => ({ ...one, carrierChanges: changes[index] ?? null, queue: null }));
}

/**
 * Reads /proc/net/dev, in octets and packets. Linux net/core/net-procfs.c, dev_seq_printf_stats:
 *
 *     name: bytes packets errs drop fifo frame compressed multicast  bytes packets errs drop fifo colls carrier compressed
 *
 * A name that would lead out of /sys/class/net, and a line that does not fit, are left out.
 */
export function parseInterfaces(
  text: string,
): readonly Pick<InterfaceCounters["interfaces"][number], "name" | "kind" | "received" | "sent">[] {
  return text.split("\n").flatMap((line) => {
    const [, name = "", rest = ""] = /^\s*([^\s:/]+(?::[^\s:/]+)?):\s*(.*)$/.exec(line) ?? [];
    const numbers = rest.trim().split(/\s+/).map(Number);
    if (/^\.{0,2}$/.test(name) || numbers.length < 16 || !numbers.every((number) => number >= 0)) return [];
    const direction = (at: number) => ({
      octets: numbers[at] ?? 0,
      packets: numbers[at + 1] ?? 0,
      errors: numbers[at + 2] ?? 0,
      dropped: numbers[at + 3] ?? 0,
    });
    return [{ name, kind: "unknown", received: direction(0), sent: direction(8) }];
  });
}
