import type { HttpExchange } from "../../../evidence/index.ts";
import type { ObservationName } from "../../vocabulary/index.ts";

/** What a proxy says about why it failed, in the one vocabulary of observations. */
export type ProxySays = Extract<
  ObservationName,
  | "upstream-refuses"
  | "upstream-answers-late"
  | "upstream-unreachable"
  | "upstream-breaks-off"
  | "upstream-tls-fails"
  | "upstream-none-healthy"
  | "proxy-limit-met"
  | "proxy-head-limit-met"
  | "proxy-body-limit-met"
  | "route-missing"
>;

/** The error types of Proxy-Status. RFC 9209, section 2.3. Those left out say nothing about one of the words. */
const standardTokens: Readonly<Record<string, ProxySays>> = {
  destination_unavailable: "upstream-none-healthy",
  destination_not_found: "route-missing",
  destination_ip_unroutable: "upstream-unreachable",
  connection_refused: "upstream-refuses",
  connection_timeout: "upstream-unreachable",
  connection_terminated: "upstream-breaks-off",
  connection_read_timeout: "upstream-answers-late",
  connection_write_timeout: "upstream-answers-late",
  connection_limit_reached: "proxy-limit-met",
  tls_protocol_error: "upstream-tls-fails",
  tls_certificate_error: "upstream-tls-fails",
  tls_alert_received: "upstream-tls-fails",
  http_response_incomplete: "upstream-breaks-off",
  http_response_timeout: "upstream-answers-late",
  http_response_header_section_size: "proxy-head-limit-met",
  http_response_header_size: "proxy-head-limit-met",
};

/**
 * The words of pages that decide it, the most telling first.
 *
 * Sources: Envoy `source/common/router/router.cc` and `stream_info/utility.cc`; haproxy `src/http.c`; httpd
 * `mod_proxy_http.c`; Varnish `cache_fetch.c`; Kong `error_handlers.lua`; Traefik `pkg/server/service`; Squid `err_type.h`;
 * Cloudflare's list of 5xx codes.
 */
const words: readonly (readonly [ProxySays, RegExp])[] = [
  [
    "upstream-tls-fails",
    /transport failure reason: (delayed connect error: \d+\|)?TLS_error|Error during SSL Handshake with remote server/i,
  ],
  [
    "upstream-refuses",
    /delayed[_ ]connect[_ ]error:[_ ](111|Connection[_ ]refused)|immediate[_ ]connect[_ ]error:[_ ](111|Connection[_ ]refused)/i,
  ],
  [
    "upstream-unreachable",
    /(immediate|delayed)[_ ]connect[_ ]error:[_ ](113|101|110|No[_ ]route|Network[_ ]is[_ ]unreachable|Connection[_ ]timed)/i,
  ],
  ["upstream-unreachable", /reset reason: connection timeout/i],
  ["proxy-limit-met", /reset reason: overflow|^local_rate_limited$/i],
  [
    "upstream-breaks-off",
    /reset reason: (connection termination|remote reset|protocol error|remote refused stream reset)/i,
  ],
  [
    "upstream-none-healthy",
    /^no healthy upstream$|^no available server$|failure to get a peer from the ring-balancer/i,
  ],
  [
    "upstream-answers-late",
    /^upstream request timeout$|The server didn't respond in time|The upstream server is timing out/i,
  ],
  ["upstream-breaks-off", /The server returned an invalid or incomplete response/],
  ["upstream-breaks-off", /Reason: Error reading from remote server/],
  ["upstream-answers-late", /did not receive a timely response from the upstream server/],
  ["proxy-limit-met", /API rate limit exceeded|You have sent too many requests in a given amount of time/i],
  ["route-missing", /no Route matched with those values/i],
];

/** `X-Squid-Error`: the name of the error, and its errno. */
const squidErrors: readonly (readonly [ProxySays, RegExp])[] = [
  ["upstream-refuses", /^ERR_CONNECT_FAIL 111\b/],
  ["upstream-unreachable", /^ERR_CONNECT_FAIL\b/],
  ["upstream-answers-late", /^ERR_READ_TIMEOUT\b/],
  ["upstream-breaks-off", /^ERR_(ZERO_SIZE_OBJECT|READ_ERROR)\b/],
  ["upstream-tls-fails", /^ERR_SECURE_CONNECT_FAIL\b/],
];

/** The replies of SOCKS that speak of the way behind the proxy. RFC 1928, section 6. */
const socksReplies: Readonly<Record<string, ProxySays>> = {
  "connection refused": "upstream-refuses",
  "host unreachable": "upstream-unreachable",
  "network unreachable": "upstream-unreachable",
  "TTL expired": "upstream-unreachable",
};

/** Cloudflare's own statuses. */
const cloudflareStatuses: Readonly<Record<number, ProxySays>> = {
  521: "upstream-refuses",
  522: "upstream-unreachable",
  523: "upstream-unreachable",
  524: "upstream-answers-late",
  525: "upstream-tls-fails",
  526: "upstream-tls-fails",
};

/** Statuses that name their reason by themselves, whoever gives them. RFC 9110, sections 15.5.14, 15.5.15, 15.5.20; RFC 6585. */
const statuses: Readonly<Record<number, ProxySays>> = {
  413: "proxy-body-limit-met",
  414: "proxy-head-limit-met",
  421: "route-missing",
  429: "proxy-limit-met",
  431: "proxy-head-limit-met",
};

/** What the answer of a proxy states about why; `null` where it says nothing that decides. */
export function readProxyWords({ status, headers, errorBody, software }: HttpExchange): ProxySays | null {
  if (status === null || status < 400) return null;
  const text = errorBody?.trim() ?? "";
  const { "proxy-status": proxyStatus, "x-squid-error": squidError } = headers;
  if (headers["x-envoy-overloaded"] !== undefined || headers["x-envoy-ratelimited"] !== undefined)
    return "proxy-limit-met";
  if (/Request Header Or Cookie Too Large/i.test(text)) return "proxy-head-limit-met";
  const ofCloudflare = software === "cloudflare" ? cloudflareStatuses[status] : undefined;
  const fromFields =
    (proxyStatus === undefined ? null : saysOfProxyStatus(proxyStatus)) ??
    (squidError === undefined ? null : matchIn(squidErrors, squidError));
  return fromFields ?? matchIn(words, text) ?? ofCloudflare ?? statuses[status] ?? null;
}

/** What a forward proxy says where it does not open a tunnel: a SOCKS reply, `Proxy-Status`, `X-Squid-Error` or a page. */
export const readTunnelWords = (says: string): ProxySays | null =>
  socksReplies[says] ?? saysOfProxyStatus(says) ?? matchIn(squidErrors, says) ?? matchIn(words, says);

/**
 * The error of the proxy nearest to the origin: each appends itself, so it is the first that names one. RFC 9209, section 2.
 */
export function saysOfProxyStatus(field: string): ProxySays | null {
  const tokens = [...field.matchAll(/;\s*error=([a-z_]+)/gi)].map(([, token = ""]) => token.toLowerCase());
  return tokens.map((token) => standardTokens[token]).find((says) => says !== undefined) ?? null;
}

const matchIn = (table: readonly (readonly [ProxySays, RegExp])[], text: string): ProxySays | null =>
  table.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
