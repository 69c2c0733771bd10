import type { Evidence, LocalRoute, LocalRoutes } from "../evidence/index.ts";
import { type LocalAddress, parseIpv4Addresses, parseIpv6Addresses } from "./local-addresses.ts";
import { type Look, readOrGap, recordLook } from "./look.ts";
import { ownAddresses } from "./own-addresses.ts";
import { parseIpv4Routes, parseIpv6Routes } from "./route-lines.ts";

/** Routes that a record holds; a router with a full table has a million. */
const MAX_ROUTES = 2000;
/** Interfaces that a record holds; a node of a cluster has one for each Pod. */
const MAX_INTERFACES = 300;
/** A route as wide as this leads to the public internet: IPv6's global unicast is 2000::/3. RFC 4291, section 2.4. */
const WIDEST_PREFIX = 3;

/** Records routes, addresses and interfaces of the network namespace. */
export const readLocalRoutes = (look: Look): Promise<Evidence<"local-routes"> | null> =>
  recordLook(look, "local-routes", {
    boundary: "route",
    by: "observed",
    command: "ip route; ip -6 route; ip address",
    collect: () => collect(look),
  });

async function collect(look: Look): Promise<LocalRoutes | null> {
  const file = { path: "/proc/net/route", needs: "the routes of this host", boundary: "route" } as const;
  const ipv4 = await readOrGap(look, file);
  if (ipv4 === null) return null;
  const optional = async (path: string) => {
    const read = await look.vantage.read(path);
    return read.outcome === "read" ? read.text : "";
  };
  const [ipv6, trie, ipv6Addresses, devices] = await Promise.all([
    optional("/proc/net/ipv6_route"),
    optional("/proc/net/fib_trie"),
    optional("/proc/net/if_inet6"),
    optional("/proc/net/dev"),
  ]);
  const routes = [...parseIpv4Routes(ipv4), ...parseIpv6Routes(ipv6)];
  const addresses = ownAddresses(look.vantage) ?? [
    ...parseIpv4Addresses(trie, routes),
    ...parseIpv6Addresses(ipv6Addresses),
  ];
  return {
    routes: routes.slice(0, MAX_ROUTES),
    listsEveryRoute: routes.length <= MAX_ROUTES,
    interfaces: await readInterfaces(look, parseDevices(devices).slice(0, MAX_INTERFACES), addresses),
    // An address that no route names an interface for is still this host's own.
    otherAddresses: addresses.filter(({ device }) => device === null).map(({ address }) => address),
    hasDefault: { ipv4: leadsOut(routes, "."), ipv6: leadsOut(routes, ":") },
  };
}

const leadsOut = (routes: readonly LocalRoute[], familyMark: "." | ":"): boolean =>
  routes.some(({ destination, type }) => {
    const [network = "", prefix] = destination.split("/");
    return type === "unicast" && network.includes(familyMark) && Number(prefix) <= WIDEST_PREFIX;
  });

async function readInterfaces(
  { vantage, context }: Look,
  names: readonly string[],
  addresses: readonly LocalAddress[],
): Promise<LocalRoutes["interfaces"]> {
  context.signal.throwIfAborted();
  return Promise.all(
    names.map(async (name) => {
      const [mtu, carrier, state, hardware] = await Promise.all(
        ["mtu", "carrier", "operstate", "address"].map(async (file) => {
          // `carrier` of an interface that is down cannot be read at all (EINVAL): it is then not known.
          const read = await vantage.read(`/sys/class/net/${name}/${file}`);
          return read.outcome === "read" ? read.text.trim() : null;
        }),
      );
      return {
        name,
        addresses: addresses.filter(({ device }) => device === name).map(({ address }) => address),
        mtu: /^\d+$/.test(mtu ?? "") ? Number(mtu) : null,
        state: state ?? "unknown",
        hasCarrier: carrier === "1" ? true : carrier === "0" ? false : null,
        hardwareAddress: hardwareAddressOf(hardware),
      };
    }),
  );
}

/** A loopback or a tunnel has none, or zeros. */
const hardwareAddressOf = (text: string | null | undefined): string | null =>
  text != null && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) && !/^[0:]+$/.test(text)
    ? text.toLowerCase()
    : null;

/** Interface names of /proc/net/dev: after two lines of heading, what stands before the colon. */
export const parseDevices = (text: string): readonly string[] =>
  text.split("\n").flatMap((line) => {
    const name = /^\s*([^\s:|/]{1,15}):/.exec(line)?.[1];
    // The kernel allows no `/` in a name, so that none leads out of /sys/class/net.
    return name === undefined || name === "." || name === ".." ? [] : [name];
  });
