import type { ProxyTimer, RouteAction, TimerRole } from "../../evidence/index.ts";
import { nearest, type Scope, wordOf } from "./scope.ts";
import { timeOf } from "./units.ts";
import type { UpstreamBlock } from "./upstream.ts";

/** A timer of a scope; `zero` says what 0 means. */
function timer(
  scope: Scope,
  role: TimerRole,
  name: string,
  fallback: string,
  zeroIsNever = false,
): ProxyTimer {
  const { value, where } = wordOf(scope, name, fallback);
  const time = timeOf(value) ?? timeOf(fallback);
  return { role, name, value: zeroIsNever && time === 0 ? null : time, where };
}

/** The timers of nginx towards a client: ngx_http_core_module. */
export const clientTimers = (scope: Scope): readonly ProxyTimer[] => [
  timer(scope, "client-head", "client_header_timeout", "60s"),
  timer(scope, "client-body", "client_body_timeout", "60s"),
  timer(scope, "client-send", "send_timeout", "60s"),
  timer(scope, "client-idle", "keepalive_timeout", "75s"),
  shutdown(scope),
];

function shutdown(scope: Scope): ProxyTimer {
  const told = nearest(scope.slice(0, 1), "worker_shutdown_timeout");
  return {
    role: "shutdown",
    name: "worker_shutdown_timeout",
    value: timeOf(told?.words[0] ?? ""),
    where: told?.where ?? "default",
  };
}

/** The timers of nginx towards an upstream: ngx_http_proxy_module and its like, ngx_http_upstream_module. */
export function upstreamTimers(
  scope: Scope,
  module: string,
  action: RouteAction,
  block: UpstreamBlock | null,
): readonly ProxyTimer[] {
  if (action.kind !== "upstream") return [];
  const { keepsConnections, resolves } = action.upstream;
  const kept: ProxyTimer[] =
    keepsConnections && block !== null
      ? [{ role: "upstream-idle", name: "keepalive_timeout", ...block.keepsFor }]
      : [];
  return [
    timer(scope, "upstream-connect", `${module}_connect_timeout`, "60s"),
    timer(scope, "upstream-send", `${module}_send_timeout`, "60s"),
    timer(scope, "upstream-response", `${module}_read_timeout`, "60s"),
    timer(scope, "next-try", `${module}_next_upstream_timeout`, "0", true),
    ...kept,
    ...(resolves === "not-needed" ? [] : resolverTimers(scope, resolves)),
  ];
}

/** How long an address is used: for ever where it is found at start; without `valid=` as long as the record's TTL says. */
export function resolverTimers(scope: Scope, resolves: "at-start" | "while-running"): readonly ProxyTimer[] {
  if (resolves === "at-start")
    return [{ role: "resolver-valid", name: "resolved at start", value: null, where: "default" }];
  const resolver = nearest(scope, "resolver");
  const told = resolver?.words.find((word) => word.startsWith("valid="));
  const value = timeOf(told?.slice("valid=".length) ?? "");
  if (resolver === null || value === null) return [];
  return [{ role: "resolver-valid", name: "resolver valid", value, where: resolver.where }];
}

/** The timers of the module `stream`: ngx_stream_proxy_module. */
export const streamTimers = (scope: Scope): readonly ProxyTimer[] => [
  timer(scope, "upstream-connect", "proxy_connect_timeout", "60s"),
  timer(scope, "tunnel", "proxy_timeout", "10m"),
  timer(scope, "next-try", "proxy_next_upstream_timeout", "0", true),
  shutdown(scope),
];
