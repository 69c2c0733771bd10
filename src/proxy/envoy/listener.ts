import { isIP } from "node:net";
import type { ProxyConfiguration } from "../../evidence/index.ts";
import { isInNetwork, usualAddress } from "../address-match.ts";
import type { ProxyRequest } from "../request.ts";
import { at, flag, has, items, number, type Tree, text, texts, where } from "../tree.ts";

/** One address of a listener. */
export interface EnvoyListen {
  readonly listener: Tree;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly takesProxyProtocol: boolean;
  readonly isProxyProtocolOptional?: true;
}

/** A filter chain that takes a connection; `null` where that cannot be told, or none does. */
export type ChainChoice =
  | { readonly outcome: "chosen"; readonly chain: Tree; readonly isDefault: boolean }
  | { readonly outcome: "none" }
  | { readonly outcome: "unknown"; readonly why: string };

const chainsOf = (listener: Tree): readonly Tree[] => [
  ...items(listener, "filter_chains"),
  ...(has(listener, "default_filter_chain") ? [at(listener, "default_filter_chain")] : []),
];

const kindOf = (filter: Tree): string =>
  `${text(filter, "name") ?? ""} ${text(filter, "typed_config", "@type") ?? ""}`;

/** Whether a filter or a transport socket is of a kind, by the type of its configuration or by its customary name. */
export const isOf = (filter: Tree, type: string, name: string): boolean => {
  const own = text(filter, "typed_config", "@type");
  return own === null ? text(filter, "name") === name : own.endsWith(`.${type}`);
};

/** Addresses that listeners are bound to, additional ones included. */
export const listensOf = (listeners: readonly Tree[]): readonly EnvoyListen[] =>
  listeners.flatMap((listener) =>
    [
      at(listener, "address"),
      ...items(listener, "additional_addresses").map((each) => at(each, "address")),
    ].flatMap((each) => {
      const port = number(each, "socket_address", "port_value");
      if (port === null) return [];
      const chains = chainsOf(listener);
      return [
        {
          listener,
          port,
          address: usualAddress(text(each, "socket_address", "address") ?? "0.0.0.0"),
          tls: chains.length > 0 && chains.every((chain) => isTls(chain)),
          ...proxyProtocolOf(listener),
        },
      ];
    }),
  );

function proxyProtocolOf(
  listener: Tree,
): Pick<EnvoyListen, "takesProxyProtocol" | "isProxyProtocolOptional"> {
  const filter = items(listener, "listener_filters").find((each) =>
    /proxy_protocol|ProxyProtocol/.test(kindOf(each)),
  );
  if (filter === undefined) return { takesProxyProtocol: false };
  const isOptional = flag(filter, "typed_config", "allow_requests_without_proxy_protocol") === true;
  return { takesProxyProtocol: true, ...(isOptional ? { isProxyProtocolOptional: true } : {}) };
}

export const isTls = (chain: Tree): boolean => /tls|Quic|quic/i.test(kindOf(at(chain, "transport_socket")));

const isEvery = (address: string) => address === "0.0.0.0" || address === "::";

/** The listener that a connection reaches: the very address before one for all. */
export function listenFor(
  listens: readonly EnvoyListen[],
  { address, port }: ProxyRequest,
): EnvoyListen | "several" | null {
  const ofPort = listens.filter((each) => each.port === port);
  if (address === null) return ofPort.length > 1 ? "several" : (ofPort[0] ?? null);
  const own = usualAddress(address);
  return ofPort.find((each) => each.address === own) ?? ofPort.find((each) => isEvery(each.address)) ?? null;
}

/** What is told at most. */
const MOST_LISTENS = 20;

export function toldListens(listens: readonly EnvoyListen[], port: number): ProxyConfiguration["listens"] {
  const ofPort = listens.filter((each) => each.port === port);
  return (ofPort.length > 0 ? ofPort : listens)
    .slice(0, MOST_LISTENS)
    .map(({ listener, ...told }) => ({ ...told, where: where(listener) }));
}

/** How well a name fits one of a chain's: 0 not at all; a longer wildcard fits better, and the whole name best. */
function nameFit(names: readonly string[], name: string): number {
  let best = 0;
  for (const each of names.map((written) => written.toLowerCase()))
    if (each === name && name !== "") best = Number.MAX_SAFE_INTEGER;
    else if (each.startsWith("*.") && name.endsWith(each.slice(1))) best = Math.max(best, each.length);
  return best;
}

const longestNetwork = (networks: readonly Tree[], address: string): number =>
  Math.max(
    -1,
    ...networks.map((network) => {
      const base = text(network, "address_prefix") ?? "";
      const bits = number(network, "prefix_len") ?? 0;
      return isInNetwork(address, `${base}/${bits}`) === true ? bits : -1;
    }),
  );

/**
 * The chain whose match is the most special, one property after the other. Envoy, `config.listener.v3.FilterChainMatch`: the order of its
 * properties; there is no way back from a better fit in an earlier one.
 */
export function chainFor(listener: Tree, request: ProxyRequest): ChainChoice {
  const inspects = items(listener, "listener_filters").some((filter) =>
    /tls_inspector|TlsInspector/.test(kindOf(filter)),
  );
  const isEncrypted = request.scheme === "https" || request.scheme === "tls";
  const name = inspects && isEncrypted && isIP(request.host) === 0 ? request.host.toLowerCase() : "";
  const transport = inspects && isEncrypted ? "tls" : "raw_buffer";
  // Each gives what a chain's match is worth: -1 excludes it, 0 is a chain that does not care.
  const steps: readonly ((match: Tree) => number)[] = [
    (match) =>
      fitOf(has(match, "destination_port"), number(match, "destination_port") === request.port ? 1 : -1),
    (match) =>
      fitOf(
        items(match, "prefix_ranges").length > 0,
        request.address === null
          ? Number.NaN
          : plus(longestNetwork(items(match, "prefix_ranges"), request.address)),
      ),
    (match) =>
      fitOf(
        has(match, "server_names") && texts(match, "server_names").length > 0,
        orNone(nameFit(texts(match, "server_names"), name)),
      ),
    (match) =>
      fitOf(
        (text(match, "transport_protocol") ?? "") !== "",
        text(match, "transport_protocol") === transport ? 1 : -1,
      ),
    (match) =>
      fitOf(texts(match, "application_protocols").length > 0, inspects && isEncrypted ? Number.NaN : -1),
    (match) => networkFit(match, "direct_source_prefix_ranges", request.client),
    (match) => fitOf(!["", "ANY", "0"].includes(text(match, "source_type") ?? ""), Number.NaN),
    (match) => networkFit(match, "source_prefix_ranges", request.client),
    (match) => fitOf(items(match, "source_ports").length > 0, Number.NaN),
  ];
  let left = items(listener, "filter_chains").map((chain) => ({
    chain,
    match: at(chain, "filter_chain_match"),
  }));
  for (const step of steps) {
    const fits = left.map((each) => ({ ...each, fit: step(each.match) }));
    if (fits.some(({ fit }) => Number.isNaN(fit)) && fits.length > 1)
      return {
        outcome: "unknown",
        why: "which filter chain takes it depends on what is not known of the connection",
      };
    const best = Math.max(-1, ...fits.map(({ fit }) => (Number.isNaN(fit) ? 1 : fit)));
    left = best < 0 ? [] : fits.filter(({ fit }) => Number.isNaN(fit) || fit === best);
  }
  const [first] = left;
  if (first !== undefined) return { outcome: "chosen", chain: first.chain, isDefault: false };
  return has(listener, "default_filter_chain")
    ? { outcome: "chosen", chain: at(listener, "default_filter_chain"), isDefault: true }
    : { outcome: "none" };
}

const fitOf = (cares: boolean, fit: number): number => (cares ? fit : 0);
const plus = (bits: number): number => (bits < 0 ? -1 : bits + 1);
const orNone = (fit: number): number => (fit === 0 ? -1 : fit);
const networkFit = (match: Tree, key: string, client: string | null): number =>
  fitOf(
    items(match, key).length > 0,
    client === null ? Number.NaN : plus(longestNetwork(items(match, key), client)),
  );
