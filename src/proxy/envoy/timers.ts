import type { Ms } from "../../base/index.ts";
import type { ProxyTimer, TimerRole } from "../../evidence/index.ts";
import { at, duration, has, type Tree, where } from "../tree.ts";
import { httpOptions } from "./cluster.ts";

/** Values that hold where nothing is said. Envoy, "How do I configure timeouts?". */
const usual = {
  ...{ idle: 3_600_000, streamIdle: 300_000, route: 15_000, connect: 5_000, dnsRefresh: 5_000, drain: 5_000 },
} as const;

interface Asked {
  readonly role: TimerRole;
  readonly name: string;
  /** `null`: nobody limits it unless told. */
  readonly usual: Ms | null;
}

/** A timer as written, 0 being none; its default where it is not. */
function timer({ role, name, usual: value }: Asked, tree: Tree, ...keys: readonly string[]): ProxyTimer {
  const written = duration(tree, 1_000, ...keys);
  return written === null
    ? { role, name, value, where: "default" }
    : { role, name, value: written === 0 ? null : written, where: where(at(tree, ...keys)) };
}

const told = (timers: readonly ProxyTimer[]) =>
  timers.filter((each) => each.where !== "default" || each.value !== null);

/** Timers of the connection manager. */
export function managerTimers(manager: Tree, route: Tree | null): readonly ProxyTimer[] {
  const forwards = route === null ? manager : at(route, "route");
  const ofRoute = route !== null && has(forwards, "idle_timeout");
  const silence = (role: TimerRole): ProxyTimer =>
    ofRoute
      ? timer({ role, name: "idle_timeout", usual: null }, forwards, "idle_timeout")
      : timer({ role, name: "stream_idle_timeout", usual: usual.streamIdle }, manager, "stream_idle_timeout");
  const options = "common_http_protocol_options";
  return told([
    timer(
      { role: "client-idle", name: `${options}.idle_timeout`, usual: usual.idle },
      manager,
      options,
      "idle_timeout",
    ),
    timer(
      { role: "client-head", name: "request_headers_timeout", usual: null },
      manager,
      "request_headers_timeout",
    ),
    timer({ role: "client-body", name: "request_timeout", usual: null }, manager, "request_timeout"),
    silence("client-body"),
    silence("client-send"),
    silence("upstream-response"),
    timer({ role: "shutdown", name: "drain_timeout", usual: usual.drain }, manager, "drain_timeout"),
  ]);
}

/** Timers of a route, and of the virtual host around it. */
export function routeTimers(manager: Tree, host: Tree, route: Tree): readonly ProxyTimer[] {
  const forwards = at(route, "route");
  const retries = has(forwards, "retry_policy") ? at(forwards, "retry_policy") : at(host, "retry_policy");
  const longest = has(forwards, "max_stream_duration", "max_stream_duration")
    ? at(forwards, "max_stream_duration")
    : at(manager, "common_http_protocol_options");
  return told([
    timer({ role: "upstream-total", name: "timeout", usual: usual.route }, forwards, "timeout"),
    timer(
      { role: "upstream-total", name: "max_stream_duration", usual: null },
      longest,
      "max_stream_duration",
    ),
    ...(has(retries, "retry_on")
      ? [
          timer({ role: "next-try", name: "timeout", usual: usual.route }, forwards, "timeout"),
          // It ends one try, until something of the answer has come.
          timer(
            { role: "upstream-response", name: "per_try_timeout", usual: null },
            retries,
            "per_try_timeout",
          ),
          timer(
            { role: "upstream-response", name: "per_try_idle_timeout", usual: null },
            retries,
            "per_try_idle_timeout",
          ),
        ]
      : []),
  ]);
}

/** Timers towards a cluster. The one for connecting takes TLS in. */
export function clusterTimers(cluster: Tree, isHttp: boolean): readonly ProxyTimer[] {
  const connect = (role: TimerRole) =>
    timer({ role, name: "connect_timeout", usual: usual.connect }, cluster, "connect_timeout");
  const options = httpOptions(cluster);
  const own = has(options, "common_http_protocol_options") ? options : cluster;
  const name = "common_http_protocol_options";
  return told([
    connect("upstream-connect"),
    ...(has(cluster, "transport_socket") ? [connect("upstream-tls")] : []),
    ...(isHttp
      ? [
          timer(
            { role: "upstream-idle", name: `${name}.idle_timeout`, usual: usual.idle },
            own,
            name,
            "idle_timeout",
          ),
        ]
      : []),
    ...(/DNS/.test(String(at(cluster, "type").value))
      ? [
          timer(
            { role: "resolver-valid", name: "dns_refresh_rate", usual: usual.dnsRefresh },
            cluster,
            "dns_refresh_rate",
          ),
        ]
      : []),
  ]);
}

/** Timers of a connection that is passed on as it is. */
export const tunnelTimers = (proxy: Tree): readonly ProxyTimer[] =>
  told([
    timer({ role: "tunnel", name: "idle_timeout", usual: usual.idle }, proxy, "idle_timeout"),
    timer(
      { role: "upstream-total", name: "max_downstream_connection_duration", usual: null },
      proxy,
      "max_downstream_connection_duration",
    ),
  ]);
