import { hostField, type ProxyRequest } from "../request.ts";
import { flag, items, type Tree, text, texts } from "../tree.ts";

/** The virtual host that takes a request, and how its domain fits. */
export interface HostChoice {
  readonly host: Tree;
  readonly name: string;
  readonly domain: string;
}

/** The host as a connection manager hands it on: its port goes only where the configuration says so. */
export function comparedHost(request: ProxyRequest, manager: Tree): string {
  const field = hostField(request);
  const port = /:(\d+)$/.exec(field)?.[1];
  const isStripped =
    flag(manager, "strip_any_host_port") === true ||
    (flag(manager, "strip_matching_host_port") === true && Number(port) === request.port);
  const bare = isStripped && port !== undefined ? field.slice(0, -port.length - 1) : field;
  return flag(manager, "strip_trailing_host_dot") === true ? bare.replace(/\.(?=:|$)/, "") : bare;
}

/** The whole name, the longest `*.suffix`, the longest `prefix.*`, then `*`. Envoy, `config.route.v3.VirtualHost`, "domains". */
export function chooseHost(routes: Tree, written: string): HostChoice | null {
  const lower = written.toLowerCase();
  const host = flag(routes, "ignore_port_in_host_matching") === true ? lower.replace(/:\d+$/, "") : lower;
  let best: (HostChoice & { readonly worth: number }) | null = null;
  for (const each of items(routes, "virtual_hosts"))
    for (const own of texts(each, "domains")) {
      const domain = own.toLowerCase();
      const worth = worthOf(domain, host);
      if (worth > (best?.worth ?? 0))
        best = { host: each, name: text(each, "name") ?? "", domain: own, worth };
    }
  return best;
}

const MUCH = 1_000_000;

function worthOf(domain: string, host: string): number {
  if (domain === "*") return 1;
  if (domain === host) return 3 * MUCH;
  if (host.length < domain.length) return 0;
  if (domain.startsWith("*")) return host.endsWith(domain.slice(1)) ? 2 * MUCH + domain.length : 0;
  if (domain.endsWith("*")) return host.startsWith(domain.slice(0, -1)) ? MUCH + domain.length : 0;
  return 0;
}

const MOST_HOSTS = 20;

/** Domains that some virtual host names. */
export const domainsOf = (all: readonly Tree[]): readonly string[] =>
  [
    ...new Set(
      all
        .flatMap((routes) => items(routes, "virtual_hosts"))
        .flatMap((host) => texts(host, "domains"))
        .map((domain) => domain.toLowerCase().replace(/:\d+$/, ""))
        .filter((domain) => domain !== "*" && domain !== ""),
    ),
  ].slice(0, MOST_HOSTS);
