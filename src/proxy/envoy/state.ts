import { type Evidence, type ProxyState, type ServerState, startOf } from "../../evidence/index.ts";
import { type AdminAt, adminCommand, adminUrl, askJson } from "../ask-http.ts";
import type { ProxyContext } from "../context.ts";
import { at, duration, flag, has, items, number, type Tree, text, treeAt } from "../tree.ts";
import { type EnvoyConfig, versionOf } from "./load.ts";

/** Servers that are kept at most. */
const MOST_SERVERS = 200;

/** Whose state is read. */
export interface EnvoyStateAsked {
  readonly admin: AdminAt | null;
  readonly config: EnvoyConfig;
  /** The cluster that the request goes to: its servers come first. */
  readonly cluster: string | null;
}

/** Records what Envoy's admin interface says of its clusters; `null` and a gap where it cannot be asked. */
export async function readEnvoyState(
  { admin, config, cluster }: EnvoyStateAsked,
  context: ProxyContext,
): Promise<Evidence<"proxy-state"> | null> {
  const { clock, recorder, signal } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const target = "/clusters?format=json";
  const told = admin === null ? null : await askJson(admin, target, context);
  if (admin === null || told === null) {
    recorder.gap({
      boundary: "proxy",
      needs: "the state of Envoy's clusters",
      reason: admin === null ? "not-supported" : "unreachable",
      allowBy:
        admin === null
          ? "Add to Envoy's bootstrap: admin: {address: {socket_address: {address: 127.0.0.1, port_value: 9901}}}"
          : `See why this fails: ${adminCommand(admin, target)}`,
    });
    return null;
  }
  const counters =
    "server.total_connections|upstream_rq_pending_overflow|upstream_cx_overflow|downstream_cx_overflow|rate_limited";
  const [info, counts] = await Promise.all([
    askJson(admin, "/server_info", context),
    askJson(admin, `/stats?format=json&filter=${encodeURIComponent(`(${counters})$`)}`, context),
  ]);
  const servers = serversOfClusters(told, config).toSorted(
    (a, b) => Number(b.upstream === cluster) - Number(a.upstream === cluster),
  );
  const about = treeAt(info, "server_info");
  const state: ProxyState = {
    software: "envoy",
    version: versionOf(text(about, "version")),
    source: adminUrl(admin, "/clusters"),
    servers: servers.slice(0, MOST_SERVERS),
    ...countsOf(counts),
    uptime: duration(about, 1_000, "uptime_current_epoch"),
  };
  return recorder.record("proxy-state", state, {
    ...{ boundary: "proxy", by: "observed", purpose: "context" },
    ...{ observedAt, took: clock.ticks() - ticks, command: adminCommand(admin, target) },
  });
}

/** Connections of clients, and what limits turned away, in an answer of `/stats?format=json`. Pure. */
export function countsOf(answer: unknown): Pick<ProxyState, "connections" | "turnedAway"> {
  const stats = items(treeAt(answer, "/stats"), "stats");
  let now: number | null = null;
  let turnedAway: number | null = null;
  for (const stat of stats) {
    const name = text(stat, "name") ?? "";
    const value = number(stat, "value");
    if (value === null) continue;
    if (name === "server.total_connections") now = value;
    else if (/overflow$|rate_limited$/.test(name)) turnedAway = (turnedAway ?? 0) + value;
  }
  return { connections: now === null ? null : { now, limit: null }, turnedAway };
}

/** Each host of each cluster, in an answer of `/clusters?format=json`. Pure. */
export function serversOfClusters(answer: unknown, { clusters }: EnvoyConfig): readonly ServerState[] {
  return items(treeAt(answer, "/clusters"), "cluster_statuses").flatMap((status) => {
    const upstream = text(status, "name") ?? "";
    const cluster = clusters.get(upstream);
    const isChecked = cluster !== undefined && items(cluster, "health_checks").length > 0;
    return items(status, "host_statuses").map((host) => serverOf(host, upstream, isChecked));
  });
}

function serverOf(host: Tree, upstream: string, isChecked: boolean): ServerState {
  const address = text(host, "address", "socket_address", "address");
  const port = number(host, "address", "socket_address", "port_value");
  const pipe = text(host, "address", "pipe", "path");
  const stats = new Map(items(host, "stats").map((stat) => [text(stat, "name"), number(stat, "value") ?? 0]));
  const health = at(host, "health_status");
  const named = text(host, "hostname") ?? "";

  return {
    upstream,
    name: named === "" ? (pipe ?? `${address ?? ""}:${port ?? ""}`) : named,
    address,
    port,
    state: stateOf(health, isChecked),
    check: checkOf(health),
    since: null,
    // The limit is the cluster's, for all its servers together: none of them has one of its own.
    connections: { now: stats.get("cx_active") ?? 0, most: null, limit: null },
    queued: null,
    requests: stats.get("rq_total") ?? null,
    connectErrors: stats.get("cx_connect_fail") ?? null,
    responseErrors: stats.get("rq_error") ?? null,
    retries: null,
  };
}

/** `admin.v3.HostHealthStatus`. */
function stateOf(health: Tree, isChecked: boolean): ServerState["state"] {
  const eds = text(health, "eds_health_status") ?? "";
  if (flag(health, "failed_active_health_check") === true) return "down";
  if (flag(health, "failed_outlier_check") === true) return "ejected";
  if (eds === "DRAINING" || flag(health, "pending_dynamic_removal") === true) return "draining";
  if (eds === "UNHEALTHY" || eds === "TIMEOUT") return "down";
  return isChecked ? "up" : "unchecked";
}

function checkOf(health: Tree): string | null {
  const flags = [
    "failed_active_health_check",
    "active_hc_timeout",
    "failed_outlier_check",
    "failed_active_degraded_check",
    "failed_degraded_outlier_detection",
    "pending_active_hc",
    "excluded_via_immediate_hc_fail",
  ].filter((key) => flag(health, key) === true);
  const eds = has(health, "eds_health_status") ? text(health, "eds_health_status") : null;
  const told = [...flags, ...(eds === null || eds === "HEALTHY" || eds === "UNKNOWN" ? [] : [`eds ${eds}`])];
  return told.length === 0 ? null : told.join(", ");
}
