import type { LocalRoute } from "../evidence/index.ts";
import { decodeIpv4, decodeIpv6 } from "../sys/index.ts";

/** Route flags. Linux include/uapi/linux/route.h and ipv6_route.h. */
const RTF_UP = 0x1;
const RTF_GATEWAY = 0x2;
const RTF_REJECT = 0x200;
const RTF_CACHE = 0x0100_0000;
const RTF_LOCAL = 0x8000_0000;

/**
 * Reads /proc/net/route: IPv4, main table only. A blackhole has no device and no flag that says so; an unreachable or
 * prohibit route has RTF_REJECT.
 *
 *     Iface Destination Gateway  Flags RefCnt Use Metric Mask     MTU Window IRTT
 *     eth0  00000000    010200C0 0003  0      0   0      00000000 0   0      0
 */
export function parseIpv4Routes(text: string): readonly LocalRoute[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line): readonly LocalRoute[] => {
      const [device, to = "", via = "", flagText = "", , , metric, mask = ""] = line.trim().split(/\s+/);
      const [destination, gateway, flags] = [decodeIpv4(to), decodeIpv4(via), Number.parseInt(flagText, 16)];
      const prefix = prefixLength(mask);
      if (!device || destination === null || gateway === null || prefix === null || (flags & RTF_UP) === 0) {
        return [];
      }
      return [
        {
          destination: `${destination}/${prefix}`,
          gateway: (flags & RTF_GATEWAY) === 0 ? null : gateway,
          device,
          metric: Number(metric) || 0,
          type: (flags & RTF_REJECT) !== 0 ? "unreachable" : device === "*" ? "blackhole" : "unicast",
        },
      ];
    });
}

/**
 * Reads /proc/net/ipv6_route: all tables at once. This host's own addresses, multicast, the cache, and the kernel's
 * own last entry (metric ffffffff) are left out; a blackhole, too, has RTF_REJECT here.
 *
 *     destination prefix source prefix next-hop metric refcount use flags device
 */
export function parseIpv6Routes(text: string): readonly LocalRoute[] {
  return text.split("\n").flatMap((line): readonly LocalRoute[] => {
    const [to = "", prefix = "", , , via = "", metricText = "", , , flagText = "", device] = line
      .trim()
      .split(/\s+/);
    const [destination, gateway] = [decodeIpv6(to), decodeIpv6(via)];
    const [flags, metric] = [Number.parseInt(flagText, 16), Number.parseInt(metricText, 16)];
    if (destination === null || gateway === null || !device || Number.isNaN(flags) || Number.isNaN(metric))
      return [];
    // Bits of the sign are not lost: `>>> 0` makes the mask's answer unsigned again.
    const isOwn = (flags & RTF_LOCAL) >>> 0 !== 0 || (flags & RTF_CACHE) !== 0;
    if (isOwn || metric === 0xffff_ffff || to.startsWith("ff") || (flags & RTF_UP) === 0) return [];
    const octets = Number.parseInt(prefix, 16);
    return [
      {
        destination: `${destination}/${octets}`,
        gateway: gateway === "::" ? null : gateway,
        device,
        metric,
        type: (flags & RTF_REJECT) === 0 ? "unicast" : "unreachable",
      },
    ];
  });
}

/** The length of an IPv4 mask as /proc prints it; `null` for one with holes. */
function prefixLength(hex: string): number | null {
  const mask = decodeIpv4(hex);
  if (mask === null) return null;
  const bits = mask.split(".").map((octet) => Number(octet).toString(2).padStart(8, "0"));
  const ones = /^(1*)0*$/.exec(bits.join(""))?.[1];
  return ones === undefined ? null : ones.length;
}
