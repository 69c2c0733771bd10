import { BlockList } from "node:net";
import { isLoopback } from "../base/index.ts";
import type { LocalRoute } from "../evidence/index.ts";
import { decodeIpv6 } from "../sys/index.ts";

/** An address of this host, and the interface that has it; `null` where /proc does not say. */
export interface LocalAddress {
  readonly address: string;
  readonly device: string | null;
}

/**
 * Reads the addresses of this host from /proc/net/fib_trie: a leaf of one address whose type is LOCAL.
 *
 *     |-- 192.0.2.1
 *        /32 host LOCAL
 *
 * The trie names no interface: the one whose connected route holds the address is it.
 */
export function parseIpv4Addresses(trie: string, routes: readonly LocalRoute[]): readonly LocalAddress[] {
  const addresses = new Set<string>();
  let leaf: string | null = null;
  for (const line of trie.split("\n")) {
    leaf = /\|--\s+(\d+\.\d+\.\d+\.\d+)\s*$/.exec(line)?.[1] ?? leaf;
    if (leaf !== null && /^\s*\/32 host LOCAL/.test(line)) addresses.add(leaf);
  }
  return [...addresses].map((address) => ({ address, device: deviceOf(address, routes) }));
}

function deviceOf(address: string, routes: readonly LocalRoute[]): string | null {
  if (isLoopback(address)) return "lo";
  const connected = routes.find(
    ({ destination, gateway, type }) => gateway === null && type === "unicast" && holds(destination, address),
  );
  return connected?.device ?? null;
}

/** Whether an IPv4 network holds an address. A route to everything is nobody's own network. */
function holds(network: string, address: string): boolean {
  const [base = "", prefix = "0"] = network.split("/");
  if (Number(prefix) === 0 || base.includes(":")) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(prefix), "ipv4");
  return list.check(address, "ipv4");
}

/** Reads /proc/net/if_inet6: address, index, prefix length, scope, flags, interface. */
export function parseIpv6Addresses(text: string): readonly LocalAddress[] {
  return text.split("\n").flatMap((line): readonly LocalAddress[] => {
    const [hex = "", , , , , device] = line.trim().split(/\s+/);
    const address = decodeIpv6(hex);
    return address === null || device === undefined ? [] : [{ address, device }];
  });
}
