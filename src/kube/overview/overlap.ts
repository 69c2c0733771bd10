import { isIP } from "node:net";

/** A range of a node, in CIDR notation. */
interface Ranged {
  readonly node: string;
  readonly range: string;
}

interface Bounds extends Ranged {
  readonly family: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Pairs of different nodes of which one's range holds a part of the other's. Sorted once: 5,000 nodes take milliseconds. */
export function overlaps(ranges: readonly Ranged[]): readonly (readonly [Ranged, Ranged])[] {
  const sorted = ranges
    .flatMap((one) => boundsOf(one) ?? [])
    .toSorted((a, b) => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const found: [Ranged, Ranged][] = [];
  let widest: Bounds | null = null;
  for (const one of sorted) {
    if (widest !== null && widest.family === one.family && one.first <= widest.last) {
      if (widest.node !== one.node) found.push([widest, one]);
      if (one.last <= widest.last) continue;
    }
    widest = one;
  }
  return found;
}

function boundsOf({ node, range }: Ranged): Bounds | null {
  const [address = "", length = ""] = range.split("/");
  const family = isIP(address);
  const all = family === 4 ? 32 : 128;
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : 999;
  if (family === 0 || bits > all) return null;
  const size = 1n << BigInt(all - bits);
  const first = (numberOf(address, family) / size) * size;
  return { node, range, family, first, last: first + size - 1n };
}

/** An address as a number. RFC 4291, section 2.2: `::` stands for as many groups of zeros as are missing. */
function numberOf(address: string, family: number): bigint {
  if (family === 4) return address.split(".").reduce((sum, octet) => sum * 256n + BigInt(Number(octet)), 0n);
  // The URL parser writes every form the same way, an IPv4 tail among them.
  const [head = "", tail] = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
