import type { LimitRole, ProxyLimit } from "../../evidence/index.ts";
import { at, duration, has, items, number, type Tree, text, where } from "../tree.ts";
import { httpOptions } from "./cluster.ts";
import type { Filters } from "./filters.ts";
import { isOf } from "./listener.ts";

/** Values that hold where nothing is said: `config.cluster.v3.CircuitBreakers.Thresholds`; `max_request_headers_kb`. */
const usual = { connections: 1_024, retries: 3, headKb: 60, tries: 1 } as const;
const KB = 1_024;

function limit(role: LimitRole, name: string, found: Tree, otherwise: number | null, times = 1): ProxyLimit {
  const written = number(found);
  const value = written ?? otherwise;
  return {
    ...{ role, name, burst: 0, value: value === null ? null : value * times },
    where: written === null ? "default" : where(found),
  };
}

/** Limits on what clients may send. */
export function clientLimits(manager: Tree, filters: Filters): readonly ProxyLimit[] {
  const buffer = filters.own("Buffer", "envoy.filters.http.buffer");
  const rate = filters.own("LocalRateLimit", "envoy.filters.http.local_ratelimit");
  return [
    limit("request-head", "max_request_headers_kb", at(manager, "max_request_headers_kb"), usual.headKb, KB),
    ...(buffer === null
      ? []
      : [
          limit(
            "request-body",
            "max_request_bytes",
            has(buffer, "buffer")
              ? at(buffer, "buffer", "max_request_bytes")
              : at(buffer, "max_request_bytes"),
            null,
          ),
        ].filter(({ value }) => value !== null)),
    ...(rate === null ? [] : bucketOf(at(rate, "token_bucket"))),
  ];
}

/** `type.v3.TokenBucket`. */
function bucketOf(bucket: Tree): readonly ProxyLimit[] {
  const most = number(bucket, "max_tokens");
  const every = duration(bucket, 1_000, "fill_interval");
  if (most === null || every === null || every <= 0) return [];
  const value = ((number(bucket, "tokens_per_fill") ?? 1) * 1_000) / every;
  return [{ role: "request-rate", name: "token_bucket", value, burst: most, where: where(bucket) }];
}

/** Limits on connections of a chain: the filter that counts them. */
export const connectionLimits = (chain: Tree): readonly ProxyLimit[] =>
  items(chain, "filters")
    .filter((filter) => isOf(filter, "ConnectionLimit", "envoy.filters.network.connection_limit"))
    .map((filter) =>
      limit("connections", "max_connections", at(filter, "typed_config", "max_connections"), null),
    )
    .filter(({ value }) => value !== null);

/** Circuit breakers of a cluster for a route's priority, and how often a request is tried again. */
export function clusterLimits(cluster: Tree, route: Tree | null, host: Tree | null): readonly ProxyLimit[] {
  const priority = (route === null ? null : text(route, "route", "priority")) ?? "DEFAULT";
  const thresholds =
    items(cluster, "circuit_breakers", "thresholds").find(
      (each) => (text(each, "priority") ?? "DEFAULT") === priority,
    ) ?? at(cluster, "circuit_breakers", "thresholds", 0, "none");
  const pending = number(thresholds, "max_pending_requests") ?? usual.connections;
  const options = httpOptions(cluster);
  const head = at(options, "common_http_protocol_options", "max_response_headers_kb");
  return [
    // What finds no connection waits, up to a number of its own.
    {
      ...limit(
        "upstream-connections",
        "max_connections",
        at(thresholds, "max_connections"),
        usual.connections,
      ),
      burst: pending,
    },
    limit("upstream-requests", "max_requests", at(thresholds, "max_requests"), usual.connections),
    limit(
      "upstream-requests",
      "max_pending_requests",
      at(thresholds, "max_pending_requests"),
      usual.connections,
    ),
    limit("response-head", "max_response_headers_kb", head, usual.headKb, KB),
    ...(route === null ? [] : [triesOf(route, host)]),
  ];
}

function triesOf(route: Tree, host: Tree | null): ProxyLimit {
  const own = at(route, "route", "retry_policy");
  const policy = own.value == null && host !== null ? at(host, "retry_policy") : own;
  return (text(policy, "retry_on") ?? "") === ""
    ? { role: "retries", name: "retry_policy", value: 0, burst: 0, where: "default" }
    : limit("retries", "num_retries", at(policy, "num_retries"), usual.tries);
}
