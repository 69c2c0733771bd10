import { Refused } from "./refused.ts";

/** A name of a site: `https://shop.example:8443/path`. Caddy, "Caddyfile Concepts: Addresses". */
export interface SiteAddress {
  readonly scheme: "http" | "https" | null;
  /** Empty for every host. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Ports that the schemes have. */
export interface SchemePorts {
  readonly http: number;
  readonly https: number;
}

/** @throws Refused where it is no address. */
export function addressOf(written: string, ports: SchemePorts, where: string): SiteAddress {
  const [, scheme, name = "", port, path = ""] =
    /^(?:([a-z]{1,20}):\/\/)?(\[[^\]]*\]|[^:/\s]*)(?::(\d{1,5}))?(\/\S*)?$/i.exec(written) ?? [];
  if (
    !/^(?:https?)?$/i.test(scheme ?? "") ||
    (name === "" && scheme === undefined && port === undefined && path === "")
  )
    throw new Refused(where, `the address ${written} of a site is not understood`);
  const own = scheme?.toLowerCase() === "http" ? "http" : scheme === undefined ? null : "https";
  const host = name.replace(/^\[|\]$/g, "").toLowerCase();
  const number = Number(port ?? 0);
  return {
    scheme: own ?? (number === ports.http ? "http" : number === ports.https ? "https" : null),
    host: host === "*" ? "" : host,
    port: port !== undefined ? number : own === "http" ? ports.http : ports.https,
    path,
  };
}

/** How special a name is: its letters but stars and placeholders. */
const specificity = (name: string): number => name.replaceAll(/\*|\{[^}]*\}/g, "").length;

/** Whether a site is tried before another: Caddy, `serversFromPairings`. */
export function comesBefore(a: readonly SiteAddress[], b: readonly SiteAddress[]): boolean {
  const [first, second] = [a, b].map((keys) => ({
    host: Math.max(0, ...keys.map(({ host }) => specificity(host))),
    path: keys.reduce((best, { path }) => (specificity(path) > specificity(best) ? path : best), ""),
    isWild: keys.some(({ host }) => host === "" || host.includes("*")),
  }));
  if (first === undefined || second === undefined || first.host === 0) return false;
  if (second.host === 0) return true;
  if (first.isWild !== second.isWild) return second.isWild;
  if (first.host !== second.host) return first.host > second.host;
  return first.path.length > second.path.length;
}

/** Go's stable sort of a short list, whose answer its order gives even where the order is not whole. `sort.SliceStable`. */
export function insertionSort<Item>(list: readonly Item[], isBefore: (a: Item, b: Item) => boolean): Item[] {
  const made = [...list];
  for (let start = 1; start < made.length; start += 1)
    for (let at = start; at > 0; at -= 1) {
      const [before, item] = [made[at - 1], made[at]];
      if (before === undefined || item === undefined || !isBefore(item, before)) break;
      made[at - 1] = item;
      made[at] = before;
    }
  return made;
}
