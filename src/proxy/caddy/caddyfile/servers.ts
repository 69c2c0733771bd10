import { isDeepStrictEqual } from "node:util";
import { addressOf, comesBefore, insertionSort, type SiteAddress } from "./address.ts";
import type { Entry } from "./entry.ts";
import { logOf } from "./log-of.ts";
import { isFromEnvironment, type Json, type JsonObject, type Making, placed, type Route } from "./made.ts";
import type { GlobalOptions } from "./options.ts";
import { Refused } from "./refused.ts";
import { joined, routesOf } from "./routes.ts";

/** One site with its names. */
export interface Site {
  readonly addresses: readonly SiteAddress[];
  readonly lines: readonly Entry[];
  readonly where: string;
}

interface Bound {
  readonly listen: string[];
  readonly sites: readonly Site[];
}

/** Reads the names of a site. @throws Refused where one is none, or only the environment knows it. */
export function siteOf({ words, block, where }: Entry, { ports }: GlobalOptions): Site {
  const names = words.flatMap((word) => word.split(",")).filter((name) => name !== "");
  if (names.some((name) => isFromEnvironment(name) || name.includes("{")))
    throw new Refused(where, "the names of a site are known only while Caddy runs");
  return { addresses: names.map((name) => addressOf(name, ports, where)), lines: block ?? [], where };
}

/** The servers of sites, each with the addresses that the same sites are bound to. Caddy, `serversFromPairings`. */
export function serversOf(
  sites: readonly Site[],
  options: GlobalOptions,
  more: { readonly making: Making; readonly order: readonly string[] },
): { readonly servers: JsonObject; readonly logs: JsonObject } {
  const logs: Record<string, Json> = {};
  const bound = boundOf(sites, options);
  const servers = bound.map(({ listen, sites: own }, index) => [
    `srv${index}`,
    serverOf(own, listen, { options, logs, ...more }),
  ]);
  return { servers: Object.fromEntries(servers), logs };
}

function boundOf(sites: readonly Site[], options: GlobalOptions): readonly Bound[] {
  const byListen = new Map<string, Site[]>();
  for (const site of sites) {
    const told = site.lines.filter(({ words }) => words[0] === "bind").flatMap(({ words }) => words.slice(1));
    const hosts = told.length > 0 ? told : options.bind.length > 0 ? options.bind : [""];
    if (hosts.some((host) => /[{$]/.test(host)))
      throw new Refused(site.where, "where a site is bound is known only while Caddy runs");
    const listens = new Map<string, SiteAddress[]>();
    for (const address of site.addresses)
      for (const host of hosts) {
        const listen = host.startsWith("unix/")
          ? host
          : `${host.includes(":") ? `[${host}]` : host}:${address.port}`;
        listens.set(listen, [...(listens.get(listen) ?? []), address]);
      }
    for (const [listen, addresses] of listens)
      byListen.set(listen, [...(byListen.get(listen) ?? []), { ...site, addresses }]);
  }
  const bound: Bound[] = [];
  for (const [listen, own] of [...byListen].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const same = bound.find((each) => isDeepStrictEqual(each.sites, own));
    if (same === undefined) bound.push({ listen: [listen], sites: own });
    else same.listen.push(listen);
  }
  return bound;
}

function serverOf(
  own: readonly Site[],
  listen: readonly string[],
  more: {
    readonly options: GlobalOptions;
    readonly making: Making;
    readonly order: readonly string[];
    readonly logs: Record<string, Json>;
  },
): JsonObject {
  const { options, making, order, logs } = more;
  const sites = insertionSort(own, (a, b) => comesBefore(a.addresses, b.addresses));
  const all = sites.flatMap(({ addresses }) => addresses);
  const isSecure = ({ scheme, host, port }: SiteAddress) =>
    scheme === "https" || (scheme !== "http" && host !== "" && port !== options.ports.http);
  // Options of `tls` that load certificates or set the terms turn it on; who issues them does not.
  const isToldTls = sites.some(({ lines }) =>
    lines.some(
      ({ words, block }) =>
        words[0] === "tls" &&
        (words.length > 2 ||
          (block ?? []).some(
            ({ words: [name] }) =>
              name !== "issuer" && name !== "on_demand" && name !== "dns" && name !== "ca",
          )),
    ),
  );
  const skip = all.filter(({ scheme, host }) => scheme === "http" && host !== "").map(({ host }) => host);
  const named: Record<string, Json> = {};
  const quiet: string[] = [];
  let usual: string | null = null;
  for (const { addresses, lines } of sites) {
    const log = lines.find(({ words }) => words[0] === "log");
    const logger = log === undefined ? null : logOf(log, making);
    const name = `log${Object.keys(logs).length}`;
    if (logger !== null) logs[name] = { ...logger, include: [`http.log.access.${name}`] };
    for (const { host } of addresses)
      if (log === undefined) quiet.push(...(host === "" ? [] : [host]));
      else if (host !== "") named[host] = logger === null ? "" : name;
      else if (logger !== null) usual = name;
  }
  const isLogged = sites.some(({ lines }) => lines.some(({ words }) => words[0] === "log"));
  return {
    listen,
    ...options.ofServer(listen),
    routes: joined(
      sites.flatMap((site) => siteRoutes(site, sites.length === 1, { making, order })),
      making,
    ).map(asJson),
    ...(all.some(isSecure) || isToldTls ? { tls_connection_policies: [{}] } : {}),
    ...(options.automatic === "off"
      ? { automatic_https: { disable: true } }
      : skip.length > 0 || options.automatic === "disable_redirects"
        ? { automatic_https: { skip, ...(options.automatic === null ? {} : { disable_redirects: true }) } }
        : {}),
    ...(isLogged
      ? {
          logs: {
            logger_names: named,
            skip_hosts: quiet,
            ...(usual === null ? {} : { default_logger_name: usual }),
          },
        }
      : {}),
  };
}

const asJson = (route: Route): JsonObject => route as unknown as JsonObject;

/** The routes of a site: under its names, and nothing behind them. */
function siteRoutes(
  { addresses, lines, where }: Site,
  isAlone: boolean,
  { making, order }: { readonly making: Making; readonly order: readonly string[] },
): readonly Route[] {
  const inner = routesOf(lines, { matchers: new Map(), making, order, routes: routesOf }, true);
  const match = matchOf(addresses);
  if (match.length === 0 && isAlone) return inner;
  const handle = inner.length === 0 ? [] : [{ handler: "subroute", routes: inner.map(asJson) }];
  return [placed({ ...(match.length === 0 ? {} : { match }), handle, terminal: true }, where, making)];
}

/** The matchers of a site's names: one set for each path, in which a name without host stands for every host. */
function matchOf(addresses: readonly SiteAddress[]): readonly JsonObject[] {
  const byPath = new Map<string, string[] | null>();
  for (const { host, path } of addresses) {
    const before = byPath.get(path);
    byPath.set(path, host === "" || before === null ? null : [...(before ?? []), host]);
  }
  const sets = [...byPath].map(
    ([path, hosts]): JsonObject => ({
      ...(hosts === null ? {} : { host: hosts }),
      ...(path === "" || path === "/" ? {} : { path: [path] }),
    }),
  );
  return sets.some((set) => Object.keys(set).length === 0) ? [] : sets;
}
