import { type Field, field } from "./line-fields.ts";

/** What a key of a JSON log stands for. */
export interface JsonKey {
  readonly field: Field;
  readonly isTime: boolean;
  /** Of two keys for the same thing the lower one counts. */
  readonly rank: number;
  /** Milliseconds in one unit of it; NaN where the product says which, 0 where it stands behind the number. */
  readonly scale: number;
}

/** Keys in lower case, with those that they are in. The first of each list goes before the next. */
const names: readonly (readonly [Field, string, number?])[] = [
  [
    field.client,
    "request.client_ip request.remote_ip remote_addr client_ip clienthost remote_ip downstream_remote_address",
  ],
  [
    field.client,
    "client.ip client.address source.ip clientaddr clientip client remoteaddr remote_address req.remoteaddress ip",
  ],
  [
    field.method,
    "request.method req.method request_method requestmethod method http.request.method http.method http_method verb",
  ],
  [
    field.target,
    "request.uri req.url request_uri requestpath request.url request.path url.path http.target url.original",
  ],
  [field.target, "http.url http.path uri path url request_path http_path"],
  [field.request, "request request_line requestline"],
  [
    field.host,
    "request.host http_host requesthost authority :authority req.headers.host url.domain http.host vhost req.host",
  ],
  [
    field.status,
    "downstreamstatus response_code res.statuscode res.status status_code statuscode http.response.status_code",
  ],
  [field.status, "http.status_code response.status http_status http_status_code status"],
  [field.took, "request_time", 1000],
  [
    field.took,
    "duration_ms durationms elapsed_ms elapsedms latency_ms latencyms took_ms responsetime response_time_ms http.duration_ms",
    1,
  ],
  [field.took, "duration_s duration_seconds elapsed_seconds", 1000],
  [field.took, "duration_us", 0.001],
  [field.took, "duration_ns event.duration", 1e-6],
  [field.took, "latency_human", 0],
  [field.took, "duration elapsed latency took response_time", Number.NaN],
  [field.upstream, "upstream_addr upstream_host serviceaddr serviceurl upstream_address upstream"],
  [field.upstreamStatus, "upstream_status originstatus upstream_response_code"],
  [field.upstreamConnect, "upstream_connect_time", 1000],
  [field.upstreamHead, "upstream_header_time", 1000],
  [field.upstreamTook, "upstream_response_time", 1000],
  [field.upstreamTook, "upstream_service_time", 1],
  [field.upstreamTook, "originduration", 1e-6],
  [field.code, "response_flags termination_state"],
  [field.detail, "response_code_details"],
  [
    field.error,
    "upstream_transport_failure_reason error err error.message err.message exception err.stack error.stack_trace stack_trace",
  ],
  [
    field.requestId,
    "request_id requestid req.id x_request_id x-request-id http_x_request_id request.headers.x-request-id",
  ],
  [
    field.requestId,
    "req.headers.x-request-id request_x-request-id req_id reqid correlation_id correlationid",
  ],
  [
    field.trace,
    "traceparent http_traceparent trace_id traceid trace.id request.headers.traceparent req.headers.traceparent oteltraceid",
  ],
  [field.level, "level severity lvl log.level loglevel levelname"],
  [field.message, "msg message event"],
  [field.server, "servicename upstream_cluster"],
];

/** Keys of times, in the order in which they count: what a product writes itself, and the start of the request last. */
const times =
  "ts time timestamp @timestamp time_iso8601 time_local msec datetime date t asctime timemillis eventtime start_time startutc starttime";

/** The key that is a request's host in a proxy's log, and mostly the machine's own name in others. */
export const plainHost = "host";

/** Keys that only a proxy writes, and which; empty where several do. */
export const proxyKeys: ReadonlyMap<string, string> = new Map([
  ["upstream_addr", ""],
  ["request_uri", ""],
  ["remote_addr", ""],
  ["request_time", ""],
  ["response_flags", "envoy"],
  ["downstreamstatus", "traefik"],
]);

/** Milliseconds in one unit of what a product calls a duration; `null` where nobody says. */
export function unitOf(product: string): number | null {
  if (product === "caddy") return 1000;
  if (product === "envoy") return 1;
  return product === "traefik" ? 1e-6 : null;
}

/** Keys of one row above at most. */
const MOST_IN_ROW = 20;

/** Every key that is known. */
export const jsonKeys: ReadonlyMap<string, JsonKey> = new Map<string, JsonKey>([
  ...names.flatMap(([which, words, scale = 1], row) =>
    words
      .split(" ")
      .map((name, place): [string, JsonKey] => [
        name,
        { field: which, isTime: false, rank: row * MOST_IN_ROW + place, scale },
      ]),
  ),
  ...times
    .split(" ")
    .map((name, rank): [string, JsonKey] => [name, { field: field.message, isTime: true, rank, scale: 1 }]),
]);
