import type { ProxyConfiguration } from "../../evidence/index.ts";
import { type AdminAt, askable, askJson } from "../ask-http.ts";
import type { ProxyContext } from "../context.ts";
import { loadTree } from "../load-tree.ts";
import type { Loaded } from "../proxy-read.ts";
import { at, duration, entries, items, number, type Tree, text, treeAt } from "../tree.ts";

/** What Envoy is told to do, from wherever. */
export interface EnvoyConfig {
  readonly bootstrap: Tree;
  readonly listeners: readonly Tree[];
  /** Route configurations by name. */
  readonly routes: ReadonlyMap<string, Tree>;
  readonly clusters: ReadonlyMap<string, Tree>;
  /** Load assignments by the name of their cluster. */
  readonly endpoints: ReadonlyMap<string, Tree>;
}

/** A configuration and where it comes from. */
export type EnvoyLoaded = Loaded<EnvoyConfig>;

/** Why nothing could be loaded. */
export interface EnvoyUnread {
  readonly outcome: "missing" | "permission" | "unreadable";
  readonly problems: ProxyConfiguration["problems"];
}

/** Files that one configuration may name at most. */
const MOST_FILES = 100;

/** Reads the bootstrap, and asks the running Envoy that was started with it. */
export async function loadEnvoy(file: string, context: ProxyContext): Promise<EnvoyLoaded | EnvoyUnread> {
  const { vantage } = context;
  const read = await loadTree(file, vantage);
  if (read.tree === null)
    return { outcome: read.outcome === "read" ? "unreadable" : read.outcome, problems: read.problems };
  const bootstrap = read.tree;
  const admin = adminOf(bootstrap);
  const running = admin === null ? null : await askRunning(admin, file, context);
  if (running !== null) return { ...running, files: [file], problems: read.problems, admin };
  const problems = [...read.problems];
  const files = [file];
  const resources = async (source: Tree): Promise<readonly Tree[]> => {
    const path = text(source, "path_config_source", "path") ?? text(source, "path");
    if (path === null || files.length >= MOST_FILES) return [];
    const other = files.includes(path) ? null : await loadTree(path, vantage);
    if (other === null) return [];
    files.push(path);
    problems.push(...other.problems);
    if (other.tree === null) {
      if (other.outcome !== "read") problems.push({ where: path, what: `it is ${other.outcome}` });
      return [];
    }
    return items(other.tree, "resources");
  };
  const fixed = at(bootstrap, "static_resources");
  const dynamic = at(bootstrap, "dynamic_resources");
  const listeners = [...items(fixed, "listeners"), ...(await resources(at(dynamic, "lds_config")))];
  const clusters = [...items(fixed, "clusters"), ...(await resources(at(dynamic, "cds_config")))];
  const endpoints: Tree[] = [];
  for (const cluster of clusters.slice(0, MOST_FILES))
    endpoints.push(...(await resources(at(cluster, "eds_cluster_config", "eds_config"))));
  const routes: Tree[] = [];
  for (const source of listeners.slice(0, MOST_FILES).flatMap(routeSources))
    routes.push(...(await resources(source)));
  const config: EnvoyConfig = {
    ...{ bootstrap, listeners, clusters: byName(clusters), routes: byName(routes) },
    endpoints: byName(endpoints, "cluster_name"),
  };
  return { config, from: "files", files, problems, admin, version: null, startedAt: null };
}

const routeSources = (listener: Tree): readonly Tree[] =>
  [...items(listener, "filter_chains"), at(listener, "default_filter_chain")]
    .flatMap((chain) => items(chain, "filters"))
    .map((filter) => at(filter, "typed_config", "rds", "config_source"));

const byName = (trees: readonly Tree[], key = "name"): ReadonlyMap<string, Tree> =>
  new Map(
    trees.flatMap((tree) => {
      const name = text(tree, key);
      return name === null ? [] : [[name, tree] as const];
    }),
  );

/** Where the bootstrap's `admin` can be asked; `null` where there is none. */
export function adminOf(bootstrap: Tree): AdminAt | null {
  const address = at(bootstrap, "admin", "address");
  const path = text(address, "pipe", "path");
  if (path?.startsWith("/")) return { kind: "unix", path };
  const port = number(address, "socket_address", "port_value");
  return port === null || port < 1 || port > 65_535
    ? null
    : { kind: "tcp", address: askable(text(address, "socket_address", "address") ?? ""), port };
}

/** What the running Envoy has; `null` where none answers, or it was started with another file. */
async function askRunning(
  admin: AdminAt,
  file: string,
  context: ProxyContext,
): Promise<Pick<EnvoyLoaded, "config" | "from" | "version" | "startedAt"> | null> {
  const info = treeAt(await askJson(admin, "/server_info", context), "server_info");
  const named = text(info, "command_line_options", "config_path") ?? "";
  const isSame = named === "" || named === file || file.endsWith(`/${named.replace(/^(?:\.{1,2}\/)+/, "")}`);
  if (text(info, "version") === null || !isSame) return null;
  const dump = await askJson(admin, "/config_dump?include_eds", context);
  if (dump === null) return null;
  const uptime = duration(info, 1_000, "uptime_current_epoch");
  return {
    config: configOfDump(dump, "/config_dump"),
    from: "admin",
    version: versionOf(text(info, "version")),
    startedAt: uptime === null ? null : context.clock.now() - uptime,
  };
}

/** `1.40.0` of `0a1b2c/1.40.0/Clean/RELEASE/BoringSSL`. */
export const versionOf = (told: string | null): string | null =>
  /(?:^|\/)(\d+\.\d+\.\d+[\w.-]*)/.exec(told ?? "")?.[1] ?? null;

/** The configuration in an answer of `/config_dump`. Pure. */
export function configOfDump(dump: unknown, source: string): EnvoyConfig {
  const parts = items(treeAt(dump, source), "configs");
  const partsOf = (name: string) =>
    parts.filter((part) => text(part, "@type")?.endsWith(`.${name}`) === true);
  const named = (kind: string, lists: readonly string[], key: string): readonly Tree[] =>
    partsOf(kind).flatMap((part) =>
      lists.flatMap((list) =>
        items(part, list).map((each) => {
          // A listener in use is below its state.
          const isBelow = at(each, key).value == null && entries(each, "active_state").length > 0;
          const found = isBelow ? at(each, "active_state", key) : at(each, key);
          return treeAt(
            found.value,
            `${source} ${key} ${text(found, "name") ?? text(found, "cluster_name") ?? ""}`,
          );
        }),
      ),
    );
  return {
    bootstrap: at(partsOf("BootstrapConfigDump")[0] ?? treeAt(null, source), "bootstrap"),
    listeners: named("ListenersConfigDump", ["static_listeners", "dynamic_listeners"], "listener").filter(
      ({ value }) => value != null,
    ),
    clusters: byName(named("ClustersConfigDump", ["static_clusters", "dynamic_active_clusters"], "cluster")),
    routes: byName(
      named("RoutesConfigDump", ["static_route_configs", "dynamic_route_configs"], "route_config"),
    ),
    endpoints: byName(
      named(
        "EndpointsConfigDump",
        ["static_endpoint_configs", "dynamic_endpoint_configs"],
        "endpoint_config",
      ),
      "cluster_name",
    ),
  };
}
