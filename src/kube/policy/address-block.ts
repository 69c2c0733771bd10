import { BlockList, isIP } from "node:net";
import type { Answer } from "./answer.ts";
import { isGiven, rawList, rawObject, rawText } from "./raw.ts";

/** Whether a range in CIDR notation holds an address; `null` where it is no range. RFC 4632, section 3.1. */
export function rangeHolds(range: string, address: string): boolean | null {
  const [network = "", length = "", ...more] = range.split("/");
  const family = isIP(network);
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (family === 0 || more.length > 0 || bits < 0 || bits > (family === 4 ? 32 : 128)) return null;
  if (isIP(address) !== family) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family === 4 ? "ipv4" : "ipv6");
  return list.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** A range in CIDR notation, for which a single address may stand; nothing is checked. */
export function asRange(value: unknown): string {
  const text = rawText(value) ?? "";
  return text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
}

/** Whether an `ipBlock` matches an address: it is in its range and in none of those left out. Kubernetes API, IPBlock. */
export function matchesBlock(block: unknown, address: string): Answer {
  const { cidr, except } = rawObject(block);
  const isIn = rangeHolds(rawText(cidr) ?? "", address);
  if (isIn === null || (isGiven(except) && !Array.isArray(except)))
    return { why: "an ipBlock of no known form" };
  if (!isIn) return false;
  const out = rawList(except).map((one) => rangeHolds(rawText(one) ?? "", address));
  if (out.includes(true)) return false;
  return out.includes(null) ? { why: "an ipBlock of no known form" } : true;
}
