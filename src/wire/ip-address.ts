import { isIP } from "node:net";

/** The octets of a numeric address, 4 or 16; `null` where it is none. A zone (`%eth0`) is left out: it is no part of a packet. */
export function addressOctets(address: string): Uint8Array | null {
  const [bare = ""] = address.split("%");
  const family = isIP(bare);
  if (family === 4) return Uint8Array.from(bare.split(".").map(Number));
  if (family !== 6) return null;
  const [head = "", tail] = hexGroups(bare).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = new Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const groups = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
}

/** An IPv6 address whose last 32 bits may be dotted, in groups of hexadecimal digits only. RFC 4291, section 2.2. */
function hexGroups(address: string): string {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (dotted === null) return address;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
  return `${address.slice(0, dotted.index)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** Four or sixteen octets as a numeric address, IPv6 as RFC 5952 writes it; `null` for any other number of octets. */
export function addressText(octets: Uint8Array): string | null {
  if (octets.length === 4) return octets.join(".");
  if (octets.length !== 16) return null;
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((octets[index * 2] ?? 0) << 8) | (octets[index * 2 + 1] ?? 0),
  );
  // RFC 5952, section 5: a mapped IPv4 address keeps its dots.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${octets.subarray(12).join(".")}`;
  }
  const hex = groups.map((group) => group.toString(16));
  const run = longestZeros(groups);
  return run === null
    ? hex.join(":")
    : `${hex.slice(0, run.start).join(":")}::${hex.slice(run.end).join(":")}`;
}

/** One group of zeros is not shortened: RFC 5952, section 4.2.2. */
function longestZeros(groups: readonly number[]): { readonly start: number; readonly end: number } | null {
  let best: { start: number; end: number } | null = null;
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === 0) end += 1;
    if (end - start >= 2 && end - start > (best === null ? 0 : best.end - best.start)) best = { start, end };
  }
  return best;
}
