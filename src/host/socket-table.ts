import type { Evidence, SocketTable } from "../evidence/index.ts";
import { capabilities } from "../sys/index.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";
import { countSockets } from "./socket-count.ts";
import { findHolders, type Holder } from "./socket-holders.ts";

/** Listeners that a record holds; a host with more is a load generator. */
const MAX_LISTENERS = 500;
/** Peers that a record holds: enough to name the one with most, few enough to read. */
const TOP_PEERS = 20;
/** The kernel's default where the sysctl cannot be read. Kernel doc ip-sysctl, ip_local_port_range. */
const DEFAULT_PORT_RANGE: readonly [number, number] = [32_768, 60_999];

/** Records the TCP sockets of the network namespace. */
export const readSocketTable = (look: Look): Promise<Evidence<"socket-table"> | null> =>
  recordLook(look, "socket-table", {
    boundary: "tcp",
    by: "observed",
    command: "ss -Htan | awk '{print $1}' | sort | uniq -c; ss -ltn",
    collect: () => collect(look),
  });

async function collect(look: Look): Promise<SocketTable | null> {
  const path = "/proc/net/tcp";
  const ipv4 = await readOrGap(look, { path, needs: "the TCP sockets of this host", boundary: "tcp" });
  if (ipv4 === null) return null;
  // Where IPv6 is off the second table is missing, and nothing with it.
  const ipv6 = await look.vantage.read("/proc/net/tcp6");
  const texts = { ipv4, ipv6: ipv6.outcome === "read" ? ipv6.text : "" };
  const count = countSockets(texts, { peers: TOP_PEERS, target: look.target });
  const range = await look.vantage.read("/proc/sys/net/ipv4/ip_local_port_range");

  const shown = count.listeners.slice(0, MAX_LISTENERS);
  const ofTarget = shown.filter(({ port }) => port === look.target?.port).map(({ inode }) => inode);
  const holders = ofTarget.length === 0 ? new Map<string, Holder>() : await findHolders(look, ofTarget);
  if (ofTarget.some((inode) => !holders.has(inode)) && !maySeeFiles(look)) {
    look.context.recorder.gap({
      boundary: "client",
      needs: `the process that listens on port ${look.target?.port} at ${look.vantage.name}`,
      reason: "permission",
      allowBy: "Run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH",
    });
  }
  return {
    byState: count.byState,
    listeners: shown.map(({ address, port, acceptQueue, inode }) => ({
      address,
      port,
      acceptQueue,
      byState: count.byListenerPort.get(port) ?? {},
      process: holders.get(inode)?.process ?? null,
      openFiles: holders.get(inode)?.openFiles ?? null,
    })),
    listsEveryListener:
      count.listeners.length <= MAX_LISTENERS && (ipv6.outcome === "read" || ipv6.outcome === "missing"),
    byPeer: count.byPeer,
    localPortRange: range.outcome === "read" ? parsePortRange(range.text) : DEFAULT_PORT_RANGE,
    retransmitting: count.retransmitting,
    probingZeroWindow: count.probingZeroWindow,
  };
}

/** Whether the files of every user's processes may be seen: listing them takes one capability, reading their links another. proc_pid_fd(5). */
function maySeeFiles({ vantage }: Look): boolean {
  // Over ssh they are not looked for, whoever logs in.
  if (vantage.kind === "ssh") return true;
  const held = capabilities();
  return held.has("CAP_SYS_PTRACE") && (held.has("CAP_DAC_READ_SEARCH") || held.has("CAP_DAC_OVERRIDE"));
}

/** Two port numbers, first and last. */
export function parsePortRange(text: string): readonly [number, number] {
  const [first = Number.NaN, last = Number.NaN] = text.trim().split(/\s+/).map(Number);
  const valid =
    Number.isInteger(first) && Number.isInteger(last) && 0 < first && first <= last && last < 65_536;
  return valid ? [first, last] : DEFAULT_PORT_RANGE;
}
