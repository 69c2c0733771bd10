import * as app from "../readings/app.ts";
import { normal } from "../readings/benign.ts";
import * as connection from "../readings/connection.ts";
import { nameMissing } from "../readings/dns.ts";
import * as proxy from "../readings/proxy.ts";
import * as tls from "../readings/tls.ts";
import { type CodeTable, codesOf } from "../table.ts";

const http = {
  pattern:
    /\b(?:HTTP(?:\/[0-3](?:\.\d)?)?"?|status(?:[ _]code)?["']?|error(?: code)?|code)[ :=]{1,3}"?(\d{3})\b/i,
  certain: false,
} as const;
const alone = { pattern: /^\s{0,8}(\d{3})\s{0,8}$/, certain: false } as const;
const logged = { pattern: /"\s(\d{3})\s\d/, certain: false } as const;

/** Statuses that nginx alone writes. Source: nginx, src/http/ngx_http_request.h. */
export const nginxStatus: CodeTable = {
  product: "nginx status",
  layer: "status",
  prefix: "nginx",
  finders: [http, alone, logged, { pattern: /\b(49[4-9]|444)\b(?= in| from| since|s\b)/, certain: false }],
  canonical: (code) => code,
  codes: codesOf([
    [444, "A rule lets nginx close without an answer.", proxy.deniedByRule],
    [494, "The request's headers are too large.", proxy.headerTooLarge],
    [495, "The client's certificate was rejected.", tls.ourCertificateRejected],
    [496, "The client sent no certificate, and one is required.", tls.clientCertificateWanted],
    [497, "Plain HTTP came to the TLS port.", tls.notTls],
    [499, "The client closed before the answer was there.", connection.callerGone],
  ]),
};

/** Statuses of Cloudflare. Source: Cloudflare documentation, 5xx errors. */
export const cloudflare: CodeTable = {
  product: "Cloudflare",
  layer: "status",
  prefix: "cloudflare",
  finders: [
    http,
    alone,
    logged,
    { pattern: /\bcloudflare\D{0,30}(5[23]\d)\b/i, certain: true },
    { pattern: /\b(1016)\b(?=:? origin dns error)/i, certain: false },
    {
      pattern: /\b(52[0-7]|530)\b(?=:? (?:web server|origin|connection|a timeout|ssl|invalid ssl|railgun))/i,
      certain: false,
    },
  ],
  canonical: (code) => code,
  codes: codesOf([
    [520, "The origin's answer was empty or could not be read.", proxy.badAnswer],
    [1016, "Cloudflare cannot resolve the origin's name.", nameMissing],
    [521, "The origin refused the connection.", proxy.upstreamRefused],
    [522, "The origin did not answer the SYN, or stopped acknowledging.", proxy.upstreamSilent],
    [
      523,
      "The origin cannot be reached: its address or the way to it.",
      { ...proxy.upstreamUnreachable, causes: ["wrong-address", "stale-answer", "host-unreachable"] },
    ],
    [524, "The origin took the connection and gave no answer in time (100 s or more).", proxy.upstreamSlow],
    [525, "TLS with the origin failed.", proxy.upstreamTls],
    [526, "The origin's certificate is not valid.", proxy.upstreamTls],
    [527, "The connection through Railgun failed.", proxy.proxyConfig],
    [
      530,
      "A Cloudflare error of the 1xxx family: the body holds its number, 1016 is the origin's DNS.",
      { ...proxy.proxyDns, strength: "symptom" },
    ],
  ]),
};

/** Statuses of an AWS Application Load Balancer. Source: AWS documentation, troubleshooting. */
export const awsStatus: CodeTable = {
  product: "AWS load balancer",
  layer: "status",
  prefix: "aws-alb",
  finders: [
    http,
    alone,
    logged,
    { pattern: /\b(?:ALB|ELB|elb_status_code)\D{0,20}(\d{3})\b/i, certain: false },
  ],
  canonical: (code) => code,
  codes: codesOf([
    [460, "The client closed before the balancer's idle timeout.", connection.callerGone],
    [463, "X-Forwarded-For holds more than 30 addresses.", proxy.badRequest],
    [
      464,
      "Protocol versions of client and target group do not fit.",
      { ...proxy.proxyConfig, causes: ["alpn-mismatch"] },
    ],
    [561, "The identity provider answered with an error.", { ...proxy.deniedByRule, causes: [] }],
  ]),
};

/** Reasons in the logs of Google's and Azure's balancers. */
export const edgeReasons: CodeTable = {
  product: "cloud balancer",
  layer: "cause",
  prefix: "edge",
  finders: [
    { pattern: /\bstatusDetails["']?[ :=]{1,3}["']?([a-z][a-z0-9_]{3,90})/, certain: true },
    { pattern: /\b(ERRORINFO_[A-Z_]{3,60})\b/, certain: true },
    { pattern: /\b([a-z]{2,20}(?:_[a-z0-9]{2,20}){1,10})\b/, certain: false },
  ],
  canonical: (code) => (code.startsWith("invalid_http2_") ? "invalid_http2" : code),
  codes: codesOf([
    [
      "response_sent_by_backend",
      "The backend wrote the answer.",
      { ...normal, boundaries: ["app"], strength: "symptom", causes: ["app-error"] },
    ],
    ["failed_to_pick_backend", "No backend is healthy.", proxy.noUpstream],
    [
      "failed_to_connect_to_backend",
      "The connect to the backend failed.",
      { ...proxy.upstreamRefused, causes: ["upstream-refused", "upstream-connect-timeout"] },
    ],
    [
      "backend_timeout",
      "The backend did not answer within its timeout (30 s unless set).",
      proxy.upstreamSlow,
    ],
    [
      "backend_connection_closed_before_data_sent_to_client",
      "The backend closed before it answered; its keep-alive must be above 600 s.",
      { ...proxy.upstreamCut, causes: ["keepalive-race", "upstream-resets"] },
    ],
    [
      "backend_connection_closed_after_partial_response_sent",
      "The backend closed in the middle of its answer.",
      connection.truncated,
    ],
    ["client_disconnected_before_any_response", "The client left before any answer.", connection.callerGone],
    [
      "client_disconnected_after_partial_response",
      "The client left in the middle of the answer.",
      connection.callerGone,
    ],
    ["client_timed_out", "The client was silent for too long.", connection.callerSlow],
    ["denied_by_security_policy", "An edge policy refused.", proxy.deniedByRule],
    ["handled_by_identity_aware_proxy", "The identity proxy answered.", proxy.deniedByRule],
    ["headers_too_long", "The headers are too long.", proxy.headerTooLarge],
    ["uri_too_long", "The URI is too long.", proxy.headerTooLarge],
    ["unsupported_method", "The method is not supported.", { ...proxy.badRequest, causes: [] }],
    ["length_required", "The body's length must be given.", { ...proxy.badRequest, causes: [] }],
    [
      "failed_to_negotiate_alpn",
      "Balancer and backend have no application protocol in common.",
      { ...proxy.upstreamTls, causes: ["upstream-tls-failure", "alpn-mismatch"] },
    ],
    [
      "ssl_certificate_san_verification_failed",
      "The backend's certificate does not carry the expected name.",
      proxy.upstreamTls,
    ],
    [
      "ssl_certificate_chain_exceeds_limit",
      "The backend's certificate chain is too long.",
      proxy.upstreamTls,
    ],
    ["invalid_http2", "The client's HTTP/2 is not valid.", proxy.badRequest],
    ["request_loop_detected", "The request came back to the balancer.", proxy.redirects],
    ["config_not_found", "The balancer's configuration was not found.", proxy.proxyConfig],
    [
      "ERRORINFO_NO_ERROR",
      "The balancer saw no error of its own: the backend wrote the answer.",
      app.appError,
    ],
    ["ERRORINFO_UPSTREAM_NO_LIVE", "No backend is healthy.", proxy.noUpstream],
    ["ERRORINFO_UPSTREAM_TIMED_OUT", "The backend did not answer in time.", proxy.upstreamSlow],
    ["ERRORINFO_UPSTREAM_CLOSED_CONNECTION", "The backend closed before it answered.", proxy.upstreamCut],
    ["ERRORINFO_UPSTREAM_RESPONSE_INVALID_HEADER", "The backend's headers are not valid.", proxy.badAnswer],
  ]),
};
