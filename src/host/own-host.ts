import { BlockList, isIP } from "node:net";
import { isLoopback } from "../base/index.ts";
import { KernelError, listAddresses, listLinks, listOwnRoutes, openNetlink } from "../sys/index.ts";
import { type FlowRequest, print } from "./flow.ts";
import { asList, asNumber, asObject, asText, type Json, parseJson } from "./json.ts";

/** An interface of the host that is looked at. */
export interface OwnInterface {
  readonly name: string;
  readonly index: number;
  readonly mtu: number | null;
  readonly addresses: readonly {
    readonly address: string;
    readonly prefix: number;
    readonly isLinkLocal: boolean;
  }[];
  /** Packets reach its addresses by other interfaces: a loopback or dummy one. */
  readonly isInternal: boolean;
  readonly isBridge: boolean;
}

/** What one host has as its own. */
export interface OwnHost {
  readonly interfaces: readonly OwnInterface[];
  /** Networks of the table `local`, with their kind, the longest first. */
  readonly localNetworks: readonly {
    readonly network: string;
    readonly prefix: number;
    readonly type: string;
  }[];
}

/** Entries that are looked at; a node of a cluster has some thousand. */
const MAX_ENTRIES = 20_000;

/** Reads interfaces, addresses and the table `local`; `null` where neither the kernel nor `ip` can be asked. */
export async function readOwnHost(request: FlowRequest): Promise<OwnHost | null> {
  return ownHostNatively(request) ?? ownHostByTool(request);
}

/** The same without a tool; `null` where the kernel cannot be asked: over ssh. rtnetlink(7). */
export function ownHostNatively({ vantage, flow, context }: FlowRequest): OwnHost | null {
  context.signal.throwIfAborted();
  try {
    return vantage.inside(() => {
      using netlink = openNetlink("route");
      const own = Map.groupBy(listAddresses(netlink), ({ interfaceIndex }) => interfaceIndex);
      const routes = listOwnRoutes(netlink, flow.serverAddress.includes(":") ? 6 : 4);
      return {
        interfaces: listLinks(netlink)
          .slice(0, MAX_ENTRIES)
          .map(
            ({ name, index, mtu, kind, isLoopback: isOwnLoop, hasNoArp, isPointToPoint }): OwnInterface => ({
              name,
              index,
              mtu,
              addresses: (own.get(index) ?? []).map(({ address, prefixLength, scope }) => ({
                address,
                prefix: prefixLength,
                isLinkLocal: scope === "link",
              })),
              isInternal: isOwnLoop || (hasNoArp && !isPointToPoint),
              isBridge: kind === "bridge",
            }),
          ),
        localNetworks: parseLocalTable(routes.map(({ destination, type }) => ({ dst: destination, type }))),
      };
    });
  } catch (error) {
    if (error instanceof KernelError) return null;
    throw error;
  }
}

/** The same by `ip`; `null` where it cannot be had there. */
export async function ownHostByTool(request: FlowRequest): Promise<OwnHost | null> {
  const addresses = await print(request, ["ip", "-j", "-d", "address", "show"]);
  if (addresses.outcome !== "printed" || addresses.status !== 0) return null;
  const family = request.flow.serverAddress.includes(":") ? "-6" : "-4";
  const table = await print(request, ["ip", "-j", family, "route", "show", "table", "local"]);
  return {
    interfaces: parseInterfaces(parseJson(addresses.text)),
    localNetworks: table.outcome === "printed" ? parseLocalTable(parseJson(table.text)) : [],
  };
}

/** Reads `ip -j address show`. */
export const parseInterfaces = (json: Json): readonly OwnInterface[] =>
  asList(json)
    .slice(0, MAX_ENTRIES)
    .flatMap((entry): readonly OwnInterface[] => {
      const { ifname, ifindex, mtu, flags, addr_info, linkinfo } = asObject(entry);
      const [name, index] = [asText(ifname), asNumber(ifindex)];
      if (name === null || index === null) return [];
      const words = asList(flags);
      const addresses = asList(addr_info).flatMap((one) => {
        const { local, prefixlen, scope } = asObject(one);
        const [address, prefix] = [asText(local), asNumber(prefixlen)];
        if (address === null || prefix === null || isIP(address) === 0) return [];
        return [{ address, prefix, isLinkLocal: scope === "link" }];
      });
      // A dummy interface answers no ARP and leads to nobody; a tunnel answers none either, and leads to its other end.
      const isInternal =
        words.includes("LOOPBACK") || (words.includes("NOARP") && !words.includes("POINTOPOINT"));
      const { info_kind } = asObject(linkinfo);
      return [{ name, index, mtu: asNumber(mtu), addresses, isInternal, isBridge: info_kind === "bridge" }];
    });

/** Reads `ip -j route show table local`. */
export const parseLocalTable = (json: Json): OwnHost["localNetworks"] =>
  asList(json)
    .slice(0, MAX_ENTRIES)
    .flatMap((entry) => {
      const { dst, type } = asObject(entry);
      const [network = "", prefix] = (asText(dst) ?? "").split("/");
      const family = isIP(network);
      if (family === 0) return [];
      const length = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix);
      if (!Number.isInteger(length) || length < 0 || length > (family === 6 ? 128 : 32)) return [];
      return [{ network, prefix: length, type: asText(type) ?? "unicast" }];
    })
    .sort((a, b) => b.prefix - a.prefix);

/** Whether a network holds an address of the same family. */
export function holds(network: string, prefix: number, address: string): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family || prefix < 0 || prefix > (family === 6 ? 128 : 32))
    return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 6 ? "ipv6" : "ipv4");
  return list.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** The kind of an address for this host: `local`, `broadcast`, `multicast`; `null` for one that routes decide. */
export function ownKind({ localNetworks, interfaces }: OwnHost, address: string): string | null {
  const known = localNetworks.find(({ network, prefix }) => holds(network, prefix, address));
  if (known !== undefined) return known.type;
  const isOwn = interfaces.some(({ addresses }) => addresses.some((own) => own.address === address));
  return isOwn || isLoopback(address) ? "local" : null;
}

/** The interface that a neighbour with this address is reached by: the one whose own network, the smallest, holds it. */
export function onLink({ interfaces }: OwnHost, address: string): string | null {
  const [, zone] = address.split("%");
  const networks = interfaces
    .filter(({ isInternal, name }) => !isInternal && (zone === undefined || name === zone))
    .flatMap(({ name, addresses }) => addresses.map((own) => ({ name, ...own })))
    .filter((own) => own.prefix < (isIP(own.address) === 6 ? 128 : 32))
    .filter((own) => holds(own.address, own.prefix, address))
    .sort((a, b) => b.prefix - a.prefix);
  return networks[0]?.name ?? null;
}

/** The interface that has an address as its own, unless no packet of others comes in by it. */
export const ownerOf = ({ interfaces }: OwnHost, address: string): string | null =>
  interfaces.find(
    ({ addresses, isInternal }) => !isInternal && addresses.some((own) => own.address === address),
  )?.name ?? null;
