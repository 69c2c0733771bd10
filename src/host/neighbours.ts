import { isAddress } from "../base/index.ts";
import type { Evidence, Neighbours } from "../evidence/index.ts";
import { KernelError, listLinks, listNeighbours, openNetlink } from "../sys/index.ts";
import type { Vantage } from "../vantage/index.ts";
import { asList, asObject, asText, parseJson } from "./json.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";

/** Entries that a record holds; the kernel's own limit is 1024 unless raised (gc_thresh3, arp(7)). */
const MAX_ENTRIES = 2000;
/** Flags of an entry. Linux include/uapi/linux/if_arp.h. */
const ATF_COM = 0x2;
const ATF_PERM = 0x4;

/** One run of `ip` takes some milliseconds, over a slow line some hundred. */
const TOOL_TIMEOUT_MS = 5000;

type Entry = Neighbours["entries"][number];

/** Records the neighbour table: IPv4 from /proc (arp(7)), IPv6, which has no file there, from the kernel's own list or `ip`. */
export const readNeighbours = (look: Look): Promise<Evidence<"neighbours"> | null> =>
  recordLook(look, "neighbours", {
    boundary: "link",
    by: "observed",
    command: "ip neighbour",
    async collect() {
      const file = { path: "/proc/net/arp", needs: "the IPv4 neighbour table", boundary: "link" } as const;
      const text = await readOrGap(look, file);
      const ipv6 = await ipv6Neighbours(look.vantage);
      if (text === null && ipv6.length === 0) return null;
      return { entries: [...parseArp(text ?? ""), ...ipv6].slice(0, MAX_ENTRIES) };
    },
  });

/** States of the kernel. `stale`, `delay` and `probe` have an answer that is not fresh. RFC 4861, section 7.3.2. */
const states: Readonly<Record<string, Entry["state"]>> = {
  incomplete: "incomplete",
  failed: "incomplete",
  reachable: "complete",
  stale: "complete",
  delay: "complete",
  probe: "complete",
  permanent: "permanent",
};

async function ipv6Neighbours(vantage: Vantage): Promise<readonly Entry[]> {
  const native = nativeNeighbours(vantage);
  if (native !== null) return native;
  const ran = await vantage.run(["ip", "-6", "-j", "neighbour", "show"], { timeout: TOOL_TIMEOUT_MS });
  return ran.outcome === "ran" && ran.status === 0 ? parseNeighbours(ran.stdout) : [];
}

/** As the kernel lists them; `null` where it cannot be asked. rtnetlink(7), RTM_GETNEIGH. */
function nativeNeighbours(vantage: Vantage): readonly Entry[] | null {
  try {
    return vantage.inside(() => {
      using netlink = openNetlink("route");
      const names = new Map(listLinks(netlink).map(({ index, name }) => [index, name]));
      return listNeighbours(netlink).flatMap((one): readonly Entry[] => {
        const device = names.get(one.interfaceIndex);
        if (one.family !== 6 || one.isProxy || device === undefined) return [];
        return entryOf({ ...one, device });
      });
    });
  } catch (error) {
    if (error instanceof KernelError) return null; // Then `ip` says what it can.
    throw error;
  }
}

/** Reads `ip -6 -j neighbour show`. */
export const parseNeighbours = (text: string): readonly Entry[] =>
  asList(parseJson(text)).flatMap((one) => {
    const { dst, dev, lladdr, state } = asObject(one);
    const [address, device] = [asText(dst), asText(dev)];
    if (address === null || device === null || !isAddress(address)) return [];
    const word = asText(asList(state)[0] ?? null) ?? "";
    return entryOf({ address, device, state: word.toLowerCase(), mac: asText(lladdr) });
  });

/** What needs no asking, as multicast and loopback, is no neighbour of any use here. */
function entryOf(of: {
  readonly address: string;
  readonly device: string;
  readonly state: string;
  readonly mac: string | null;
}): readonly Entry[] {
  const { address, device, mac } = of;
  const state = states[of.state];
  if (state === undefined) return [];
  return [{ address, device, hardwareAddress: state === "incomplete" ? null : mac, state }];
}

/**
 * Reads /proc/net/arp. An entry without ATF_COM is being asked for, or its asking has failed.
 *
 *     IP address       HW type     Flags       HW address            Mask     Device
 *     192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
 */
export function parseArp(text: string): Neighbours["entries"] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line): Neighbours["entries"] => {
      const [address = "", , flagText = "", hardware = "", , device] = line.trim().split(/\s+/);
      if (!isAddress(address) || device === undefined || !/^0x[0-9a-f]+$/i.test(flagText)) return [];
      const flags = Number.parseInt(flagText, 16);
      const known = (flags & ATF_COM) !== 0;
      const state =
        (flags & ATF_PERM) !== 0 ? "permanent" : known ? "complete" : flags === 0 ? "incomplete" : "other";
      return [{ address, device, hardwareAddress: known ? hardware : null, state }];
    });
}
