import { normal } from "../readings/benign.ts";
import * as proxy from "../readings/proxy.ts";
import { type CodeTable, codesOf } from "../table.ts";

const answer = "The upstream's answer is not acceptable:";

/** Tokens of the Proxy-Status header's `error`. Source: RFC 9209, section 2.3. */
export const proxyStatus: CodeTable = {
  product: "Proxy-Status (RFC 9209)",
  layer: "cause",
  prefix: "proxy-status",
  finders: [
    { pattern: /\berror ?= ?"?([a-z]{2,20}(?:_[a-z]{2,20}){1,6})\b/i, certain: false },
    { pattern: /\bproxy-status:[^\n]{0,300}\berror ?= ?"?([a-z_]{3,80})/i, certain: true },
  ],
  canonical: (code) => code.toLowerCase(),
  codes: codesOf([
    ["dns_timeout", "The proxy's look-up got no answer.", proxy.proxyDns],
    ["dns_error", "The proxy's look-up was answered with an error.", proxy.proxyDns],
    ["destination_not_found", "The proxy knows no destination for the request.", proxy.noRoute],
    ["destination_unavailable", "The proxy takes its destination for unavailable.", proxy.noUpstream],
    ["destination_ip_prohibited", "The proxy may not connect to that address.", proxy.deniedByRule],
    ["destination_ip_unroutable", "The proxy has no route to that address.", proxy.upstreamUnreachable],
    ["connection_refused", "The proxy's connect was refused.", proxy.upstreamRefused],
    ["connection_timeout", "The proxy's connect went unanswered.", proxy.upstreamSilent],
    [
      "connection_terminated",
      "The upstream's connection ended before the answer was whole.",
      proxy.upstreamCut,
    ],
    ["connection_read_timeout", "The proxy waited in vain to read.", proxy.upstreamSlow],
    ["connection_write_timeout", "The proxy waited in vain to write.", proxy.upstreamSlow],
    [
      "connection_limit_reached",
      "The proxy's limit of connections to the destination is reached.",
      proxy.limitReached,
    ],
    ["tls_protocol_error", "TLS with the upstream broke.", proxy.upstreamTls],
    ["tls_certificate_error", "The proxy rejects the upstream's certificate.", proxy.upstreamTls],
    ["tls_alert_received", "The upstream sent a TLS alert.", proxy.upstreamTls],
    ["http_request_error", "The proxy answered 4xx by itself.", proxy.badRequest],
    ["http_request_denied", "The proxy refused the request by policy.", proxy.deniedByRule],
    ["http_response_incomplete", `${answer} it is not whole.`, proxy.upstreamCut],
    ["http_response_header_section_size", `${answer} its header section is too large.`, proxy.headerTooLarge],
    ["http_response_header_size", `${answer} a header is too large.`, proxy.headerTooLarge],
    ["http_response_body_size", `${answer} its body is too large.`, { ...proxy.badAnswer, causes: [] }],
    [
      "http_response_trailer_section_size",
      `${answer} its trailer section is too large.`,
      proxy.headerTooLarge,
    ],
    ["http_response_trailer_size", `${answer} a trailer is too large.`, proxy.headerTooLarge],
    ["http_response_transfer_coding", `${answer} its transfer coding cannot be read.`, proxy.badAnswer],
    ["http_response_content_coding", `${answer} its content coding cannot be read.`, proxy.badAnswer],
    ["http_response_timeout", "The whole answer did not come in time.", proxy.upstreamSlow],
    ["http_upgrade_failed", "The upgrade to another protocol failed.", proxy.badAnswer],
    ["http_protocol_error", "HTTP with the upstream broke.", proxy.badAnswer],
    ["proxy_internal_response", "The proxy answered by itself.", normal],
    ["proxy_internal_error", "The proxy failed inside.", proxy.proxyConfig],
    ["proxy_configuration_error", "The proxy's configuration is wrong.", proxy.proxyConfig],
    ["proxy_loop_detected", "The proxy met its own request again.", proxy.redirects],
  ]),
};
