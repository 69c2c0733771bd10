/**
 * An IPv4 address as /proc prints it: one 32-bit word in the host's order, which is little-endian wherever Node runs.
 *
 *     0100007F → 127.0.0.1
 */
export function decodeIpv4(hex: string): string | null {
  if (!/^[0-9A-Fa-f]{8}$/.test(hex)) return null;
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".");
}

/**
 * An IPv6 address as /proc/net/tcp6 prints it: four 32-bit words in the host's order. An IPv4-mapped one is given as
 * IPv4, since that is what is on the wire.
 */
export function decodeIpv6Words(hex: string): string | null {
  if (!/^[0-9A-Fa-f]{32}$/.test(hex)) return null;
  const swapped = [0, 8, 16, 24]
    .map((word) => [6, 4, 2, 0].map((at) => hex.slice(word + at, word + at + 2)).join(""))
    .join("");
  if (/^0{20}ffff/i.test(swapped)) return decodeIpv4(hex.slice(24));
  return decodeIpv6(swapped);
}

/** An IPv6 address as /proc/net/if_inet6 and ipv6_route print it: 32 digits in the order of the wire. RFC 5952. */
export function decodeIpv6(hex: string): string | null {
  if (!/^[0-9A-Fa-f]{32}$/.test(hex)) return null;
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number.parseInt(hex.slice(index * 4, index * 4 + 4), 16).toString(16),
  ).join(":");
  // RFC 5952, section 4.2: the longest run of two zero groups or more becomes `::`, the first of equals.
  const runs = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)];
  const longest = runs.reduce<RegExpExecArray | null>(
    (best, run) => (best === null || zeros(run[0]) > zeros(best[0]) ? run : best),
    null,
  );
  if (longest === null) return groups;
  const head = groups.slice(0, longest.index);
  const tail = groups.slice(longest.index + longest[0].length).replace(/^:/, "");
  return `${head}::${tail}`;
}

const zeros = (run: string): number => run.split("0").length - 1;
