import type { AddressRule, ProxyConfiguration } from "../../evidence/index.ts";
import { isInNetwork } from "../address-match.ts";
import type { ProxyRequest } from "../request.ts";
import { nearestAll, type Scope, wordOf } from "./scope.ts";

/** The client's address as the rules see it; `null` where it cannot be told. */
export interface SeenAddress {
  readonly address: string | null;
  readonly trustsHeader: boolean;
}

/** Puts the address of a trusted hop's header in place of the connection's. ngx_http_realip_module. */
export function seenAddress(scope: Scope, request: ProxyRequest): SeenAddress {
  const { client, fields } = request;
  const own: SeenAddress = { address: client, trustsHeader: false };
  const trusted = nearestAll(scope, "set_real_ip_from").map(({ words }) => words[0] ?? "");
  const isTrusted = (address: string) => trusted.some((network) => isInNetwork(address, network) === true);
  if (client === null || !isTrusted(client)) return own;
  const header = wordOf(scope, "real_ip_header", "X-Real-IP").value.toLowerCase();
  if (header === "proxy_protocol" || fields === undefined) return { address: null, trustsHeader: true };
  const value = fields[header];
  if (value === undefined) return own;
  const hops = value
    .split(/[\s,]+/)
    .filter((hop) => hop !== "")
    .toReversed();
  if (header !== "x-forwarded-for") return { address: hops[0] ?? client, trustsHeader: true };
  const isRecursive = wordOf(scope, "real_ip_recursive", "off").value === "on";
  const address = isRecursive ? (hops.find((hop) => !isTrusted(hop)) ?? hops.at(-1)) : hops[0];
  return { address: address ?? client, trustsHeader: true };
}

/** `allow` and `deny` as they hold, and the first that speaks of the client. ngx_http_access_module. */
export function accessOf(
  scope: Scope,
  request: ProxyRequest,
  isAsked: boolean,
): ProxyConfiguration["access"] {
  const told = nearestAll(scope, "allow", "deny");
  const rules = told.map(
    ({ name, words, where }): AddressRule => ({
      verdict: name === "allow" ? "allow" : "deny",
      source: words[0] ?? "",
      where,
    }),
  );
  const { address, trustsHeader } = seenAddress(scope, request);
  // Another check may let in whom these rules refuse: ngx_http_core_module, "satisfy".
  const isEnough = wordOf(scope, "satisfy", "all").value !== "any";
  const decides =
    isAsked && isEnough
      ? (rules.find(
          ({ source }) => source === "all" || (address !== null && isInNetwork(address, source) === true),
        ) ?? null)
      : null;
  const isOpen = address === null && rules.some(({ source }) => source !== "all");
  return { rules: isAsked ? rules : [], decides: isOpen ? null : decides, trustsHeader };
}
