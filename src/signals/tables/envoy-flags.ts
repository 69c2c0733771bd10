import { streamReset } from "../readings/app.ts";
import { normal } from "../readings/benign.ts";
import * as connection from "../readings/connection.ts";
import * as proxy from "../readings/proxy.ts";
import { type CodeTable, codesOf } from "../table.ts";

/** Short and long names of one flag. Source: Envoy, source/common/stream_info/utility.h. */
const longNames: ReadonlyMap<string, string> = new Map([
  ["DownstreamConnectionTermination", "DC"],
  ["DownstreamRemoteReset", "DR"],
  ["DownstreamProtocolError", "DPE"],
  ["FailedLocalHealthCheck", "LH"],
  ["NoHealthyUpstream", "UH"],
  ["UpstreamConnectionFailure", "UF"],
  ["UpstreamConnectionTermination", "UC"],
  ["UpstreamRemoteReset", "UR"],
  ["LocalReset", "LR"],
  ["UpstreamRequestTimeout", "UT"],
  ["UpstreamOverflow", "UO"],
  ["UpstreamRetryLimitExceeded", "URX"],
  ["UpstreamMaxStreamDurationReached", "UMSDR"],
  ["UpstreamProtocolError", "UPE"],
  ["NoRouteFound", "NR"],
  ["NoClusterFound", "NC"],
  ["NoFilterConfigFound", "NFCF"],
  ["DurationTimeout", "DT"],
  ["StreamIdleTimeout", "SI"],
  ["InvalidEnvoyRequestHeaders", "IH"],
  ["UnauthorizedExternalService", "UAEX"],
  ["RateLimited", "RL"],
  ["RateLimitServiceError", "RLSE"],
  ["DelayInjected", "DI"],
  ["FaultInjected", "FI"],
  ["ResponseFromCacheFilter", "RFCF"],
  ["OverloadManagerTerminated", "OM"],
  ["DropOverload", "DO"],
  ["DnsResolutionFailed", "DF"],
]);

/** Response flags. Source: Envoy documentation, access logging, `%RESPONSE_FLAGS%`. */
export const envoyFlags: CodeTable = {
  product: "Envoy response flag",
  layer: "cause",
  prefix: "envoy-flag",
  finders: [
    {
      pattern: /\bresponse[_ ]flags?["']?[ :=]{1,3}["']?([A-Z][A-Za-z]{1,40}(?:,[A-Z][A-Za-z]{1,40}){0,8})\b/,
      certain: true,
    },
    { pattern: /"\s[1-5]?\d{1,2}\s([A-Z]{2,5}(?:,[A-Z]{2,5}){0,8})\s/, certain: true },
    { pattern: /\b[1-5]\d\d\s([A-Z]{2,5}(?:,[A-Z]{2,5}){0,8})\b/, certain: false },
    { pattern: /\b([A-Z]{2,5}(?:,[A-Z]{2,5}){1,8})\b/, certain: false },
    { pattern: /^\s{0,8}([A-Z]{2,5}(?:,[A-Z]{2,5}){0,8})\s{0,8}$/, certain: false },
    { pattern: /\b([A-Z][A-Za-z]{8,40})\b/, certain: false },
  ],
  canonical: (code) => longNames.get(code) ?? code,
  codes: codesOf([
    ["DC", "The client closed first.", connection.callerGone],
    ["DR", "The client reset the stream.", connection.callerGone],
    ["DPE", "The client's HTTP is not valid.", proxy.badRequest],
    ["LH", "This Envoy fails or drains its own health check.", proxy.proxyConfig],
    ["UH", "The cluster has no healthy endpoint, or none at all.", proxy.noUpstream],
    [
      "UF",
      "The connect to the upstream, or TLS with it, failed: the details say how.",
      {
        ...proxy.upstreamRefused,
        proves: "Envoy's connection to its upstream was not made.",
        doesNotProve: "Refused, silent or TLS: response details and transport failure reason tell.",
        causes: [
          "upstream-refused",
          "upstream-connect-timeout",
          "upstream-tls-failure",
          "networkpolicy-denies-ingress",
        ],
      },
    ],
    ["UC", "The upstream ended a connection that was made.", proxy.upstreamCut],
    ["UR", "The upstream reset the stream.", streamReset],
    ["LR", "Envoy reset the stream itself.", { ...streamReset, causes: [] }],
    ["UT", "The upstream did not answer within the route's timeout (15 s unless set).", proxy.upstreamSlow],
    ["UO", "A circuit breaker is open: too many connections, requests or retries.", proxy.limitReached],
    [
      "URX",
      "All retries or connect attempts are used up: the flag beside it says on what.",
      { ...proxy.upstreamCut, strength: "symptom" },
    ],
    ["UMSDR", "The longest allowed duration of a stream is reached.", connection.ownTimer],
    ["UPE", "The upstream's HTTP is not valid: wrong port, protocol or size of headers.", proxy.badAnswer],
    ["NR", "No route, or no filter chain, takes this host, path or SNI.", proxy.noRoute],
    ["NC", "The route names a cluster that does not exist.", proxy.proxyConfig],
    ["NFCF", "A filter's configuration has not arrived.", proxy.proxyConfig],
    ["DT", "The longest allowed duration of a connection is reached.", connection.ownTimer],
    [
      "SI",
      "Nothing moved either way for the stream's idle timeout (5 min unless set).",
      { ...connection.idleCut, boundaries: ["app", "client"] },
    ],
    ["IH", "A header of the x-envoy family is not valid.", proxy.badRequest],
    ["UAEX", "The authorisation service refused.", proxy.deniedByRule],
    ["RL", "A rate limit refused.", proxy.limitReached],
    [
      "RLSE",
      "The rate limit service failed.",
      { ...proxy.proxyConfig, proves: "The service that Envoy asks for rate limits failed.", causes: [] },
    ],
    [
      "DI",
      "A delay was injected on purpose.",
      { ...proxy.proxyConfig, proves: "Fault injection of this Envoy delayed the request.", causes: [] },
    ],
    [
      "FI",
      "An error was injected on purpose.",
      { ...proxy.proxyConfig, proves: "Fault injection of this Envoy answered.", causes: [] },
    ],
    ["RFCF", "The answer came from the cache.", normal],
    ["OM", "The overload manager shed it.", proxy.proxyExhausted],
    ["DO", "The control plane asked to shed load.", proxy.limitReached],
    ["DF", "Envoy could not resolve its upstream.", proxy.proxyDns],
  ]),
};
