import type { PathEntry } from "../../config/index.ts";
import type { RequestAsked } from "../../evidence/index.ts";

/** One hop behind the client's own request, and where it is asked from. */
export interface HopRequest {
  readonly hop: number;
  /** The hop's destination, as the configuration has it. */
  readonly entry: PathEntry;
  /** The vantage that the request of this hop starts at. */
  readonly from: string;
  readonly target: string;
  /** The name in `Host`; `null` for the target's own. */
  readonly host: string | null;
}

/** An entry of the path and the hop whose destination it is. */
export interface PlacedEntry {
  readonly hop: number;
  readonly entry: PathEntry;
}

/**
 * Which hop each entry of the path is the destination of. Where the first entry's address is not the target's, a proxy that the
 * configuration does not name stands before it. docs/contract.md, "Configuration".
 *
 * @param reached Addresses that the target's name has, as the client sees it.
 */
export function placeEntries(
  path: readonly PathEntry[],
  asked: Pick<RequestAsked, "host" | "port">,
  reached: readonly string[],
): readonly PlacedEntry[] {
  const [first] = path;
  const url = first === undefined || first.url === null ? null : partsOf(first.url);
  const isTarget =
    url === null ||
    (url.port === asked.port && (sameName(url.host, asked.host) || reached.includes(url.host)));
  const before = isTarget || first?.kind === "proxy" ? 1 : 2;
  return path.map((entry, index) => ({ hop: index + before, entry }));
}

/** The requests of the hops behind the first: each from where the hop before it stands, else from where its own URL is asked. */
export function requestsOf(
  placed: readonly PlacedEntry[],
  asked: Pick<RequestAsked, "host" | "hostIsAddress" | "path">,
): readonly HopRequest[] {
  return placed.flatMap(({ hop, entry }, index): readonly HopRequest[] => {
    const before = placed[index - 1]?.entry;
    // A database is asked for by whom the configuration says, in the application's place.
    const from =
      entry.kind === "database" ? (entry.at ?? before?.at ?? null) : (before?.at ?? entry.at ?? null);
    if (hop === 1 || entry.url === null || from === null) return [];
    // Its client reads a database's URL in its own way: it may name several hosts.
    if (entry.kind === "database") return [{ hop, entry, from, target: entry.url, host: null }];
    const url = partsOf(entry.url);
    if (url === null) return [];
    const target = url.hasPath ? entry.url : `${entry.url.replace(/\/$/, "")}${asked.path}`;
    // A proxy hands the name on that it was asked for, or has another set; where the URL has a name of its own, that is it.
    const host = url.isAddress && !asked.hostIsAddress ? asked.host : null;
    return [{ hop, entry, from, target, host }];
  });
}

/** A hop of a call by gRPC, in place of its URL of HTTP: asked for the health service, which changes nothing. */
export function callOf(target: string): string {
  const { protocol, hostname, port } = new URL(target);
  const isSecure = protocol === "https:" || protocol === "grpcs:";
  return `${isSecure ? "grpcs" : "grpc"}://${hostname}:${port || (isSecure ? 443 : 80)}`;
}

const sameName = (a: string, b: string): boolean =>
  a.replace(/\.$/, "").toLowerCase() === b.replace(/\.$/, "").toLowerCase();

const usualPorts: Readonly<Record<string, number>> = {
  ...{ "http:": 80, "https:": 443, "postgres:": 5432, "postgresql:": 5432 },
  ...{ "mysql:": 3306, "mariadb:": 3306, "redis:": 6379, "rediss:": 6379 },
  ...{ "valkey:": 6379, "valkeys:": 6379 },
};

function partsOf(text: string) {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, port, pathname } = new URL(text);
  const host = hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    port: port === "" ? (usualPorts[protocol] ?? null) : Number(port),
    hasPath: pathname !== "" && pathname !== "/",
    isAddress: /^[\d.]+$/.test(host) || host.includes(":"),
  };
}
