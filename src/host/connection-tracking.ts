import type { ConnectionTracking } from "../evidence/index.ts";
import { conntrackTowards, KernelError, openNetlink, parsePerCpuCounters } from "../sys/index.ts";
import { parseTracked, type TrackedFlow } from "./connection-tracking-lines.ts";
import { type Flow, type FlowRequest, gapOfCommand, print, recordFlow } from "./flow.ts";

/** Entries of the flow that a record holds. */
const MAX_ENTRIES = 50;

/** Records the connection table: how full it is, what it refused, and the entries of this flow. */
export const readConnectionTracking = (request: FlowRequest): Promise<ConnectionTracking | null> =>
  recordFlow(request, "connection-tracking", {
    boundary: "path",
    by: "counted",
    command: "conntrack -C; conntrack -S; conntrack -L -o extended",
    collect: () => collect(request),
  });

async function collect(request: FlowRequest): Promise<ConnectionTracking | null> {
  const { vantage } = request;
  const number = async (name: string) => {
    const read = await vantage.read(`/proc/sys/net/netfilter/${name}`);
    return read.outcome === "read" && /^\d{1,15}$/.test(read.text.trim()) ? Number(read.text) : null;
  };
  const [entries, limit, establishedTimeout, statistics] = await Promise.all([
    number("nf_conntrack_count"),
    number("nf_conntrack_max"),
    number("nf_conntrack_tcp_timeout_established"),
    vantage.read("/proc/net/stat/nf_conntrack"),
  ]);
  // Without these files the kernel has no connection tracking: there is nothing that could be full.
  if (entries === null || limit === null) return null;
  return {
    entries,
    limit,
    establishedTimeout,
    statistics: statistics.outcome === "read" ? parsePerCpuCounters(statistics.text, "") : {},
    flow: entries === 0 ? [] : await flowEntries(request),
  };
}

const flowEntries = async (request: FlowRequest): Promise<readonly TrackedFlow[]> =>
  entriesNatively(request) ?? (await entriesByTool(request));

/** IP protocol numbers. RFC 9293; RFC 768. */
const protocols = { tcp: 6, udp: 17 } as const;

/** The entries of the flow as ctnetlink gives them; `null` where it cannot be asked: over ssh, without permission. */
export function entriesNatively({ vantage, flow, context }: FlowRequest): readonly TrackedFlow[] | null {
  context.signal.throwIfAborted();
  const asked = {
    address: flow.serverAddress,
    protocol: protocols[flow.protocol],
    isWanted: (entry: Ends) => isOf(entry, flow),
  };
  try {
    const found = vantage.inside(() => {
      using netlink = openNetlink("netfilter");
      return conntrackTowards(netlink, asked, MAX_ENTRIES);
    });
    return (
      found?.map(({ protocol, state, isReplied, isAssured, original, reply, timeout }) => ({
        protocol,
        state,
        isReplied,
        isAssured,
        original,
        reply,
        timeout,
      })) ?? null
    );
  } catch (error) {
    // The tool meets the same refusal, and its gap is told.
    if (error instanceof KernelError) return null;
    throw error;
  }
}

/** The same by `conntrack`: the kernel filters by destination before it answers, so that a million entries cost one walk. */
export async function entriesByTool(request: FlowRequest): Promise<readonly TrackedFlow[]> {
  const { flow, vantage, context } = request;
  const argv = ["conntrack", "-L", "-o", "extended", "-p", flow.protocol, "-f", ipVersion(flow)];
  // The server stands in the original direction where the client, or a proxy of it, connects to it by this address; in the
  // reply where this host translates.
  const [asked, answering] = [
    await print(request, [...argv, "--orig-dst", flow.serverAddress]),
    await print(request, [...argv, "--reply-src", flow.serverAddress]),
  ];
  if (asked.outcome !== "printed") {
    const what = { boundary: "path", needs: "entries of the connection table", tool: "conntrack" } as const;
    context.recorder.gap(gapOfCommand(vantage, what, asked.outcome));
    return [];
  }
  if (asked.status !== 0 && /permitted|permission|must be root/i.test(asked.errors)) {
    const what = { boundary: "path", needs: "entries of the connection table", tool: "conntrack" } as const;
    context.recorder.gap(gapOfCommand(vantage, what, "permission"));
    return [];
  }
  const lines = new Set(
    [asked, answering].flatMap((listed) => (listed.outcome === "printed" ? listed.text.split("\n") : [])),
  );
  return parseTracked([...lines].join("\n"))
    .filter((entry) => isOf(entry, flow))
    .slice(0, MAX_ENTRIES);
}

const ipVersion = ({ serverAddress }: Flow): string => (serverAddress.includes(":") ? "ipv6" : "ipv4");

type Ends = Pick<TrackedFlow, "original" | "reply">;

/** Same server and same client, on either side of a translation. */
function isOf({ original, reply }: Ends, { clientAddress, serverAddress, port }: Flow): boolean {
  const asked = original.destination === serverAddress && original.destinationPort === port;
  const answers = reply.source === serverAddress && reply.sourcePort === port;
  const client =
    clientAddress === null || original.source === clientAddress || reply.destination === clientAddress;
  return (asked || answers) && client;
}
