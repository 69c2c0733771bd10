import type { LimitRole, ProxyLimit, RouteAction } from "../../evidence/index.ts";
import type { Directive } from "./directive.ts";
import { nearest, nearestAll, type Placed, type Scope, wordOf } from "./scope.ts";
import { octetsOf } from "./units.ts";

const limit = (role: LimitRole, name: string, value: Placed<number | null>, burst = 0): ProxyLimit => ({
  role,
  name,
  value: value.value,
  burst,
  where: value.where,
});

function octets(scope: Scope, name: string, fallback: string): Placed<number | null> {
  const { value, where } = wordOf(scope, name, fallback);
  return { value: octetsOf(value), where };
}

/** Connections that one worker may hold: the smaller of its own number and its files. */
export function workerLimits(main: readonly Directive[]): readonly ProxyLimit[] {
  const events = main.find(({ name }) => name === "events")?.block ?? [];
  const { value, where } = wordOf([events], "worker_connections", "512");
  const files = main.find(({ name }) => name === "worker_rlimit_nofile");
  return [
    limit("connections", "worker_connections", { value: Number(value), where }),
    ...(files === undefined
      ? []
      : [
          limit("connections", "worker_rlimit_nofile", { value: Number(files.words[0]), where: files.where }),
        ]),
  ];
}

/** The limits of a location: sizes of bodies and heads, connections, requests in a second, tries. */
export function limitsOf(
  scope: Scope,
  http: readonly Directive[],
  module: string | null,
  action: RouteAction,
): readonly ProxyLimit[] {
  const body = octets(scope, "client_max_body_size", "1m");
  const large = nearest(scope, "large_client_header_buffers");
  const [number = "4", size = "8k"] = large?.words ?? [];
  const line = octetsOf(size);
  const where = large?.where ?? "default";
  const isPassed = action.kind === "upstream" && module !== null;
  const tries = Number(wordOf(scope, `${module}_next_upstream_tries`, "0").value);
  return [
    limit("request-body", "client_max_body_size", body.value === 0 ? { ...body, value: null } : body),
    limit("request-head", "large_client_header_buffers", {
      value: line === null ? null : line * Number(number),
      where,
    }),
    limit("request-head", "large_client_header_buffers, one line", { value: line, where }),
    ...(isPassed
      ? [limit("response-head", `${module}_buffer_size`, octets(scope, `${module}_buffer_size`, "4k"))]
      : []),
    ...(isPassed && tries > 0
      ? [
          limit("retries", `${module}_next_upstream_tries`, {
            value: tries,
            where: nearest(scope, `${module}_next_upstream_tries`)?.where ?? "default",
          }),
        ]
      : []),
    ...connectionLimits(scope, http),
    ...rateLimits(scope, http),
  ];
}

const zoneOf = (http: readonly Directive[], kind: string, zone: string): Directive | null =>
  http.find(({ name, words }) => name === kind && words.some((word) => word.startsWith(`zone=${zone}:`))) ??
  null;

/** `limit_conn ZONE N`: for one client where the zone's key is its address. ngx_http_limit_conn_module. */
function connectionLimits(scope: Scope, http: readonly Directive[]): readonly ProxyLimit[] {
  return nearestAll(scope, "limit_conn").map(({ words, where }) => {
    const [zone = "", most = ""] = words;
    const key = zoneOf(http, "limit_conn_zone", zone)?.words[0] ?? "";
    const role = key.includes("remote_addr") ? "client-connections" : "connections";
    return limit(role, "limit_conn", { value: Number(most), where });
  });
}

/** `limit_req zone=… burst=…` with its zone's rate, in requests in a second. ngx_http_limit_req_module. */
function rateLimits(scope: Scope, http: readonly Directive[]): readonly ProxyLimit[] {
  return nearestAll(scope, "limit_req").map(({ words, where }) => {
    const after = (key: string) => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
    const zone = zoneOf(http, "limit_req_zone", after("zone") ?? "");
    const [, rate, unit] =
      /^rate=(\d+)r\/([sm])$/.exec(zone?.words.find((word) => word.startsWith("rate=")) ?? "") ?? [];
    const value = rate === undefined ? null : Number(rate) / (unit === "m" ? 60 : 1);
    return limit("request-rate", "limit_req", { value, where }, Number(after("burst") ?? 0));
  });
}
