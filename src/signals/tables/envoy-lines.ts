import { streamReset } from "../readings/app.ts";
import { normal } from "../readings/benign.ts";
import * as connection from "../readings/connection.ts";
import * as proxy from "../readings/proxy.ts";
import { notTls } from "../readings/tls.ts";
import type { PhraseTable } from "../table.ts";

/** Response code details, reset reasons and bodies. The strings are not stable: a stable core of each. */
export const envoyLines: PhraseTable = {
  product: "Envoy",
  layer: "cause",
  phrases: [
    {
      id: "envoy-via-upstream",
      patterns: [/\bvia_upstream\b/],
      means: "The upstream wrote the status.",
      reading: {
        ...normal,
        proves: "The upstream, not this Envoy, wrote the status.",
        boundaries: ["app"],
        causes: ["app-error"],
        strength: "symptom",
      },
    },
    {
      id: "envoy-own-answer",
      patterns: [/\b(?:direct_response|admin_filter_response|internal_redirect)\b/],
      means: "Envoy answered by itself, as it is configured.",
      reading: normal,
    },
    {
      id: "envoy-no-route",
      patterns: [/\b(?:route_not_found|route_configuration_not_found|filter_chain_not_found)\b/],
      means: "No route or filter chain takes the request.",
      reading: proxy.noRoute,
    },
    {
      id: "envoy-no-cluster",
      patterns: [/\bcluster_not_found\b/, /\bmaintenance_mode\b/],
      means: "The route's cluster does not exist, or is in maintenance.",
      reading: proxy.proxyConfig,
    },
    {
      id: "envoy-no-healthy-upstream",
      patterns: [/\bno[_ ]healthy[_ ]upstream\b/i],
      means: "The cluster has no healthy endpoint.",
      reading: proxy.noUpstream,
    },
    {
      id: "envoy-upstream-timeout",
      patterns: [
        /\bupstream_(?:response|per_try)_timeout\b/,
        /\bupstream request timeout\b/i,
        /\bupstream_max_stream_duration_reached\b/,
      ],
      means: "The upstream did not answer within a timeout of the route.",
      reading: proxy.upstreamSlow,
    },
    {
      id: "envoy-own-timeout",
      patterns: [/\b(?:request_overall_timeout|max_duration_timeout|duration_timeout|stream_idle_timeout)\b/],
      means: "A timer of Envoy's connection manager fired.",
      reading: connection.ownTimer,
    },
    {
      id: "envoy-reset-before-response",
      patterns: [
        /\bupstream_reset_before_response_started\b(?!\{)/,
        /\bdisconnect\/reset before headers\b(?! ?\. reset reason| ?\. retried)/i,
      ],
      means: "The upstream's stream ended with no byte of a response.",
      reading: proxy.upstreamCut,
    },
    {
      id: "envoy-reset-after-response",
      patterns: [/\bupstream_reset_after_response_started\b/],
      means: "The upstream's stream ended in the middle of the response: the client saw it cut short.",
      reading: connection.truncated,
    },
    {
      id: "envoy-connection-termination",
      patterns: [/(?:upstream_reset_before_response_started\{|reset reason: )connection[_ ]termination\b/i],
      means:
        "The upstream closed a connection under the request: crash, or an idle timer shorter than Envoy's.",
      reading: proxy.upstreamCut,
    },
    {
      id: "envoy-connect-refused",
      patterns: [
        /\bdelayed_connect_error:[_ ]{1,2}(?:111|Connection[_ ]refused)/i,
        /\bremote connection failure, transport failure reason: delayed connect error: (?:111|Connection refused)/i,
      ],
      means: "The upstream answered the SYN with a refusal.",
      reading: proxy.upstreamRefused,
    },
    {
      id: "envoy-connect-error",
      patterns: [/\bimmediate_connect_error:[_ ]{1,2}\w{1,60}/i, /\bimmediate connect error: [\w ]{1,60}/i],
      means: "Envoy's own kernel refused the connect at once: the errno is the text.",
      reading: proxy.upstreamUnreachable,
    },
    {
      id: "envoy-connect-timeout",
      patterns: [
        /(?:upstream_reset_before_response_started\{|reset reason: )(?:connection[_ ]timeout|connect[_ ]timeout)\b/i,
        /\bconnect_timeout\b/,
      ],
      means: "The upstream did not answer the SYN within the cluster's connect timeout (5 s unless set).",
      reading: proxy.upstreamSilent,
    },
    {
      id: "envoy-connection-failure",
      patterns: [
        /\b(?:remote_connection_failure|remote connection failure|connection failure)\b(?!, transport)/i,
      ],
      means: "The connection to the upstream was not made; a reason may stand behind it.",
      reading: {
        ...proxy.upstreamRefused,
        proves: "Envoy's connection to its upstream was not made.",
        strength: "symptom",
      },
    },
    {
      id: "envoy-local-connection-failure",
      patterns: [/\blocal[_ ]connection[_ ]failure\b/i],
      means: "Envoy could not make or bind the socket.",
      reading: proxy.proxyExhausted,
    },
    {
      id: "envoy-tls-plain-peer",
      patterns: [/\bTLS[_ ]error:[^\n]{0,120}WRONG_VERSION_NUMBER/i],
      means: "Envoy speaks TLS to an upstream that speaks plainly.",
      reading: { ...notTls, boundaries: ["proxy", "tls"], causes: ["upstream-tls-failure", "not-tls"] },
    },
    {
      id: "envoy-tls-error",
      patterns: [/\bTLS[_ ]error:/i],
      means: "TLS with the upstream failed: OpenSSL's reason follows.",
      reading: proxy.upstreamTls,
    },
    {
      id: "envoy-overflow",
      patterns: [/(?:upstream_reset_before_response_started\{|reset reason: )overflow\b/i],
      means: "A circuit breaker is open.",
      reading: proxy.limitReached,
    },
    {
      id: "envoy-overload",
      patterns: [/\bresponse_code_details["']?[ :=]{1,3}["']?overload\b/i, /\benvoy overloaded\b/i],
      means: "The overload manager shed it.",
      reading: proxy.proxyExhausted,
    },
    {
      id: "envoy-protocol-error",
      patterns: [/(?:upstream_reset_before_response_started\{|reset reason: )protocol[_ ]error\b/i],
      means: "The upstream's HTTP is not valid.",
      reading: proxy.badAnswer,
    },
    {
      id: "envoy-remote-reset",
      patterns: [/\bremote[_ ](?:refused[_ ]stream[_ ])?reset\b/i],
      means: "The upstream reset the stream; REFUSED_STREAM may be repeated safely.",
      reading: streamReset,
    },
    {
      id: "envoy-local-reset",
      patterns: [/\blocal[_ ](?:refused[_ ]stream[_ ])?reset\b/i],
      means: "Envoy reset the stream itself.",
      reading: { ...streamReset, causes: [] },
    },
    {
      id: "envoy-client-gone",
      patterns: [/\bdownstream_remote_disconnect\b/],
      means: "The client closed first.",
      reading: connection.callerGone,
    },
    {
      id: "envoy-closed-client",
      patterns: [/\bdownstream_local_disconnect\b/],
      means: "Envoy closed towards the client; the reason may stand in brackets.",
      reading: proxy.proxyConfig,
    },
    {
      id: "envoy-size-limit",
      patterns: [
        /\b(?:request_payload_too_large|response_payload_too_large|request_payload_exceeded_retry_buffer_limit)\b/,
      ],
      means: "A body is above a buffer of Envoy.",
      reading: proxy.bodyTooLarge,
    },
    {
      id: "envoy-headers-too-large",
      patterns: [/\bhttp[12]\.(?:headers_too_large|too_many_headers)\b/],
      means: "Headers are above a limit of Envoy.",
      reading: proxy.headerTooLarge,
    },
    {
      id: "envoy-request-rejected",
      patterns: [
        /\b(?:missing_host_header|missing_path_rejected|absolute_path_rejected|path_normalization_failed|low_version|upgrade_failed|request_headers_failed_strict_check|filter_removed_required_headers)\b/,
      ],
      means: "Envoy found the request itself not acceptable.",
      reading: proxy.badRequest,
    },
    {
      id: "envoy-codec",
      patterns: [/\bhttp[123]\.(?!headers_too_large|too_many_headers)[a-z][\w.]{3,60}/],
      means: "The HTTP codec stopped: the flag DPE or UPE beside it says on which side.",
      reading: {
        ...proxy.badAnswer,
        doesNotProve: "Which side: the flag beside it does.",
        boundaries: ["client", "app"],
      },
    },
    {
      id: "envoy-rbac",
      patterns: [/\brbac_access_denied\w{0,40}/i, /\bRBAC: access denied\b/i],
      means: "An authorisation policy of the mesh refused.",
      reading: {
        ...proxy.deniedByRule,
        causes: ["source-address-not-allowed", "networkpolicy-denies-ingress"],
      },
    },
    {
      id: "envoy-host-unhealthy",
      patterns: [
        /\/failed_(?:active_hc|outlier_check|eds_health)\b/,
        /\/(?:active_hc_timeout|excluded_via_immediate_hc_fail)\b/,
      ],
      means: "This endpoint is out: health check, outlier detection or the control plane said so.",
      reading: proxy.noUpstream,
    },
    {
      id: "envoy-host-changing",
      patterns: [/\/(?:pending_dynamic_removal|pending_active_hc|eds_status_draining|degraded_\w{1,20})\b/],
      means: "This endpoint comes, goes or is degraded.",
      reading: { ...proxy.noUpstream, strength: "symptom" },
    },
  ],
};
