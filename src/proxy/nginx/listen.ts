import { isIP } from "node:net";
import { usualAddress } from "../address-match.ts";
import type { ProxyRequest } from "../request.ts";
import type { Directive } from "./directive.ts";

/** One `listen` of a server. */
export interface Listen {
  /** `*` and `::` are the wildcards of the two families; a name where one is written. */
  readonly address: string;
  readonly port: number;
  readonly isDefault: boolean;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly takesProxyProtocol: boolean;
  /** An IPv6 wildcard that takes IPv4 too. */
  readonly takesBoth: boolean;
  readonly where: string;
}

/** Ports of one range at most. */
const MOST_PORTS = 65_536;

/** What one `listen` says; none for a socket's path and for QUIC. `ngx_http_core_listen()`. */
export function listensOf(directive: Directive, defaultPort: number): readonly Listen[] {
  const [place = "", ...options] = directive.words;
  if (place.startsWith("unix:") || options.includes("quic") || options.includes("udp")) return [];
  const [, written = "", ports = ""] =
    /^(?:(\[[^\]]*\]|[^:]*)(?::([\d-]+))?)$/.exec(/^[\d-]+$/.test(place) ? `*:${place}` : place) ?? [];
  if (written === "") return [];
  const address = usualAddress(written);
  const [first = defaultPort, last = first] = ports === "" ? [] : ports.split("-").map(Number);
  const made: Listen[] = [];
  for (let port = first; port <= last && made.length < MOST_PORTS; port += 1)
    made.push({
      address: address === "0.0.0.0" ? "*" : address,
      port,
      isDefault: options.includes("default_server") || options.includes("default"),
      tls: options.includes("ssl"),
      http2: options.includes("http2"),
      takesProxyProtocol: options.includes("proxy_protocol"),
      takesBoth: options.includes("ipv6only=off"),
      where: directive.where,
    });
  return made;
}

/** A server with what it listens on. */
export interface Listening {
  readonly server: Directive;
  readonly listens: readonly Listen[];
}

/** The servers of a block, with the port that nginx takes where none is told: 80 for root. */
export function listening(servers: readonly Directive[], defaultPort = 80): readonly Listening[] {
  return servers.map((server) => {
    const told = (server.block ?? []).filter(({ name }) => name === "listen");
    const isAllTls = (server.block ?? []).some(({ name, words }) => name === "ssl" && words[0] === "on");
    const listens =
      told.length === 0
        ? [
            ...listensOf(
              { name: "listen", words: [String(defaultPort)], block: null, where: server.where },
              80,
            ),
          ]
        : told.flatMap((directive) => listensOf(directive, 80));
    return { server, listens: listens.map((each) => ({ ...each, tls: each.tls || isAllTls })) };
  });
}

/** One socket that takes the request: servers that share it, the default one first where one is told. */
export interface Socket {
  readonly address: string;
  readonly members: readonly { readonly server: Directive; readonly listen: Listen }[];
  /** Its options hold for all that share it. */
  readonly tls: boolean;
  readonly takesProxyProtocol: boolean;
}

/** Which socket takes a connection to an address and port: the address itself before the wildcard. `null` where none does. */
export function socketFor(
  servers: readonly Listening[],
  { address, port }: Pick<ProxyRequest, "address" | "port">,
): Socket | null {
  const ofPort = servers.flatMap(({ server, listens }) =>
    listens.filter((listen) => listen.port === port).map((listen) => ({ server, listen })),
  );
  const at = (wanted: string) => ofPort.filter(({ listen }) => listen.address === wanted);
  const both = ofPort.filter(({ listen }) => listen.address === "::" && listen.takesBoth);
  const wildcard = (family: number) => (family === 6 ? at("::") : at("*").length > 0 ? at("*") : both);
  const chosen = (): typeof ofPort => {
    if (address !== null) {
      const exact = at(usualAddress(address));
      return exact.length > 0 ? exact : wildcard(isIP(usualAddress(address)));
    }
    const any = wildcard(4).length > 0 ? wildcard(4) : at("::");
    return any.length > 0 ? any : at(ofPort[0]?.listen.address ?? "");
  };
  // A server that names one socket twice is still one.
  const seen = new Set<Directive>();
  const members = chosen().filter(({ server }) => !seen.has(server) && seen.add(server).size > 0);
  const [first] = members;
  if (first === undefined) return null;
  return {
    address: first.listen.address,
    members,
    tls: members.some(({ listen }) => listen.tls),
    takesProxyProtocol: members.some(({ listen }) => listen.takesProxyProtocol),
  };
}
