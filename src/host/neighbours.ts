import { isAddress } from "../base/index.ts";
import type { Evidence, Neighbours } from "../evidence/index.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";

/** Entries that a record holds; the kernel's own limit is 1024 unless raised (gc_thresh3, arp(7)). */
const MAX_ENTRIES = 2000;
/** Flags of an entry. Linux include/uapi/linux/if_arp.h. */
const ATF_COM = 0x2;
const ATF_PERM = 0x4;

/** Records the IPv4 neighbour table. arp(7). IPv6 neighbours have no file in /proc; that one fails shows in the ICMP that the kernel sends. */
export const readNeighbours = (look: Look): Promise<Evidence<"neighbours"> | null> =>
  recordLook(look, "neighbours", {
    boundary: "link",
    by: "observed",
    command: "ip neighbour",
    async collect() {
      const file = { path: "/proc/net/arp", needs: "the IPv4 neighbour table", boundary: "link" } as const;
      const text = await readOrGap(look, file);
      return text === null ? null : { entries: parseArp(text).slice(0, MAX_ENTRIES) };
    },
  });

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
