import { FIB_MATCH, type Route, type RoutedPacket } from "../wire/index.ts";
import type { Netlink } from "./netlink.ts";
import { linkOf, lookUp } from "./route-tables-lookup.ts";

/** A packet, with the name of the interface that it comes in by; left out for one that the host sends itself. */
export interface AskedPacket extends Omit<RoutedPacket, "inputIndex"> {
  readonly inputInterface?: string | undefined;
}

/** What `ip route get` prints, before it is judged: the kernel's answer, and the name of the device. */
export type RouteTold =
  | { readonly route: Route; readonly device: string | null }
  /** errno(3) that stands for no route, and for the rejecting ones. */
  | { readonly errno: number };

/**
 * Asks the kernel where it would send a packet, in the namespace of a "route" socket. `ip -d route get`, `ip route get fibmatch`.
 *
 * @param isOfTable The route of the table that took it, not what was made of it for this packet.
 * @throws KernelError: ENODEV where an interface is not there; EINVAL where an address is not numeric or the families differ.
 */
export function askRoute(
  netlink: Netlink,
  { inputInterface, ...packet }: AskedPacket,
  isOfTable = false,
): RouteTold {
  const inputIndex =
    inputInterface === undefined ? undefined : linkOf(netlink, { name: inputInterface }).index;
  const looked = lookUp(netlink, { ...packet, inputIndex }, isOfTable ? FIB_MATCH : 0);
  if ("errno" in looked) return looked;
  const index = looked.route.hops[0]?.interfaceIndex ?? null;
  return { route: looked.route, device: index === null ? null : linkOf(netlink, { index }).name };
}
