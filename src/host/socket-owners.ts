import type { Evidence, SocketOwners } from "../evidence/index.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";
import { nativeSockets } from "./native-sockets.ts";
import { type Narrowing, tallyOwners } from "./owner-tally.ts";
import { walkHolders } from "./socket-owners-walk.ts";
import { procSockets, type SocketSource } from "./socket-rows.ts";
import { parsePortRange } from "./socket-table.ts";

/** A walk that only accompanies a request leaves out hosts with more sockets: it must stay within some 20 ms. */
const MOST_IN_PASSING = 20_000;

/** Records who holds the TCP sockets of the vantage's network namespace. */
export const readSocketOwners = (
  look: Look,
  how: { readonly inPassing?: boolean; readonly only?: Narrowing } = {},
): Promise<Evidence<"socket-owners"> | null> =>
  recordLook(look, "socket-owners", {
    boundary: "tcp",
    by: "observed",
    command: "ss -Htanpio",
    collect: () => collect(look, how),
  });

async function collect(
  look: Look,
  { inPassing = false, only }: { readonly inPassing?: boolean; readonly only?: Narrowing },
): Promise<SocketOwners | null> {
  const { vantage, context } = look;
  const sockets = inPassing ? await countOf(look) : 0;
  if (sockets > MOST_IN_PASSING) {
    context.recorder.gap({
      boundary: "tcp",
      needs: `the owners of ${sockets} sockets`,
      reason: "bounded",
      allowBy: "faultline host",
    });
    return null;
  }
  const source = await sourceOf(look);
  if (source === null) return null;
  const range = await vantage.read("/proc/sys/net/ipv4/ip_local_port_range");
  const wanted = new Set<number>();
  source.visit(({ inode }) => inode !== 0 && wanted.add(inode));
  const holders = await walkHolders(vantage, {
    wanted,
    signal: context.signal,
    bound: inPassing ? "inPassing" : "asked",
    isWanted: only !== undefined && "isWanted" in only ? only.isWanted : undefined,
  });
  const value = tallyOwners(source, {
    ...holders,
    localPorts: parsePortRange(range.outcome === "read" ? range.text : ""),
    target: look.target,
    ...(only === undefined ? {} : { only }),
  });
  // In passing it is not the owners that are asked for; the record says how many were not seen.
  const isShort = holders.denied > 0 || holders.isBounded;
  const unseen = only === undefined ? value.unowned > 0 : value.processes.length === 0;
  if (!inPassing && isShort && unseen) {
    context.recorder.gap({
      boundary: "client",
      needs:
        only === undefined
          ? `the processes that hold ${value.unowned} of the sockets`
          : "the processes that hold the sockets",
      reason: holders.isBounded ? "bounded" : "permission",
      allowBy: holders.isBounded
        ? "ss -Htanp"
        : "Run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH: /proc/PID/fd of other users is closed without",
    });
  }
  return value;
}

/** Sockets of the namespace, by the kernel's own sum; 0 where it does not say. */
async function countOf({ vantage }: Look): Promise<number> {
  const read = await vantage.read("/proc/net/sockstat");
  const [, inUse = "0", timeWait = "0"] =
    (read.outcome === "read" && /^TCP: inuse (\d+) orphan \d+ tw (\d+)/m.exec(read.text)) || [];
  return Number(inUse) + Number(timeWait);
}

async function sourceOf(look: Look): Promise<SocketSource | null> {
  const native = nativeSockets(look.vantage);
  if (native !== null) return native;
  const ipv4 = await readOrGap(look, {
    path: "/proc/net/tcp",
    needs: "the TCP sockets of this host",
    boundary: "tcp",
  });
  if (ipv4 === null) return null;
  // Where IPv6 is off the second table is missing, and nothing with it.
  const ipv6 = await look.vantage.read("/proc/net/tcp6");
  return procSockets([ipv4, ipv6.outcome === "read" ? ipv6.text : ""]);
}
