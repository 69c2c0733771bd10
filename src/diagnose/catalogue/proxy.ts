import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `proxy`. */
export const proxyRows: readonly CatalogueRow[] = [
  {
    id: "route-not-matched",
    boundary: "proxy",
    meaning: "The host or path matches no route of the proxy: 404, 421 or the default server.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "no-healthy-upstream",
    boundary: "proxy",
    meaning: "The proxy has no backend that it takes for healthy (503).",
    explainedBy: [],
    explainedByAny: "any mechanism that fails all upstreams",
  },
  {
    id: "upstream-refused",
    boundary: "proxy",
    meaning: "The proxy's connection to its upstream is refused (502).",
    explainedBy: [],
    explainedByAny: "any mechanism proven on the next hop that refuses",
  },
  {
    id: "upstream-timeout",
    boundary: "proxy",
    meaning:
      "The upstream takes the request and answers neither within the proxy's timeout nor within several times of it (504).",
    explainedBy: [],
    explainedByAny: "any mechanism proven on the next hop that delays",
  },
  {
    id: "upstream-connect-timeout",
    boundary: "proxy",
    meaning: "The proxy does not reach its upstream at all within its connect timeout (504).",
    explainedBy: [],
    explainedByAny: "any mechanism proven on the next hop that silences it",
  },
  {
    id: "upstream-resets",
    boundary: "proxy",
    meaning: "The upstream closes or resets before its response is whole (502).",
    explainedBy: ["keepalive-race", "out-of-memory-killed", "shutdown-race"],
    explainedByAny: null,
  },
  {
    id: "keepalive-race",
    boundary: "proxy",
    meaning:
      "The upstream closes idle connections sooner than the proxy does, so that a reused one dies under a request (502).",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "timeout-budget-inverted",
    boundary: "proxy",
    meaning:
      "An outer timeout is shorter than the work inside it needs, and that work ends well after the proxy gave up.",
    explainedBy: ["lock-wait", "slow-query"],
    explainedByAny: null,
  },
  {
    id: "upstream-tls-failure",
    boundary: "proxy",
    meaning: "TLS between the proxy and its upstream fails.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "upstream-address-stale",
    boundary: "proxy",
    meaning: "The proxy still uses an address that DNS has changed since.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "body-too-large",
    boundary: "proxy",
    meaning: "The request body is above the proxy's limit: 413, or a reset while it is sent.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "header-too-large",
    boundary: "proxy",
    meaning: "Headers of the request or response exceed a buffer (400, 414, 431, 502).",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "connection-limit-reached",
    boundary: "proxy",
    meaning: "Worker connections, maxconn or a rate limit are used up (429, 503, queueing).",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "redirect-loop",
    boundary: "proxy",
    meaning: "Redirects lead back to where they began.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "proxy-protocol-mismatch",
    boundary: "proxy",
    meaning: "One side sends the PROXY protocol header and the other does not expect it, or the reverse.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "source-address-not-allowed",
    boundary: "proxy",
    meaning:
      "An allow list of the proxy or application refuses the source address that it sees (SNAT, missing trust in a header).",
    explainedBy: [],
    explainedByAny: null,
  },
];
