import { BlockList } from "node:net";
import { familyOf } from "../../../base/index.ts";
import type { LocalRoute } from "../../../evidence/index.ts";

/**
 * The route that the kernel takes to an address: the longest prefix, of equals the lowest metric. RFC 1812, section
 * 5.2.4.3. Policy rules are not seen: with them it can be another.
 */
export function chooseRoute(routes: readonly LocalRoute[], address: string): LocalRoute | null {
  const matching = routes.filter(({ destination }) => covers(destination, address));
  const ranked = matching.sort((a, b) => prefixOf(b) - prefixOf(a) || a.metric - b.metric);
  return ranked[0] ?? null;
}

const prefixOf = ({ destination }: LocalRoute): number => Number(destination.split("/")[1] ?? 0);

/** Whether a network in CIDR form holds an address. */
export function covers(destination: string, address: string): boolean {
  const family = familyOf(address);
  const [network = "", prefixText = ""] = destination.split("/");
  const prefix = Number(prefixText);
  const isSameFamily = network.includes(":") === (family === 6);
  if (!isSameFamily || !Number.isInteger(prefix) || prefix < 0 || prefix > (family === 6 ? 128 : 32))
    return false;
  if (prefix === 0) return true;
  const list = new BlockList();
  try {
    list.addSubnet(network, prefix, family === 6 ? "ipv6" : "ipv4");
  } catch {
    // A record from elsewhere can hold a network that is none: it covers nothing.
    return false;
  }
  return list.check(address, family === 6 ? "ipv6" : "ipv4");
}
