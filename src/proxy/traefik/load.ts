import { type AdminAt, askable, askJson } from "../ask-http.ts";
import type { ProxyContext } from "../context.ts";
import { expandGlob } from "../glob.ts";
import { loadTree } from "../load-tree.ts";
import type { Loaded } from "../proxy-read.ts";
import { processesNamed } from "../started-at.ts";
import { at, entries, flag, has, type Tree, text, treeAt } from "../tree.ts";
import { treeOfFlags } from "./flags.ts";

/** Parts of the dynamic configuration by their whole names: `app@file`. */
export type Named = ReadonlyMap<string, Tree>;

/** What Traefik is told to do. */
export interface TraefikConfig {
  readonly fixed: Tree;
  readonly routers: Named;
  readonly services: Named;
  readonly middlewares: Named;
  readonly transports: Named;
  readonly tcpRouters: Named;
  readonly tcpServices: Named;
  readonly tcpMiddlewares: Named;
  /** Providers whose routers are not known here. */
  readonly unread: readonly string[];
}

/** A configuration and where it comes from. */
export interface TraefikLoaded extends Loaded<TraefikConfig> {
  /** The files as they are written. */
  readonly trees: readonly Tree[];
}

/** Why nothing could be loaded. */
export interface TraefikUnread {
  readonly outcome: "missing" | "permission" | "unreadable";
  readonly why: string | null;
}

/** Files of a folder of the file provider at most. */
const MOST_FILES = 100;
const isStatic = (tree: Tree): boolean =>
  ["entryPoints", "providers", "api", "accessLog", "log", "certificatesResolvers"].some((key) =>
    has(tree, key),
  );
const isDynamic = (tree: Tree): boolean =>
  ["http", "tcp", "tls"].some((key) => has(tree, key)) && !isStatic(tree);

/** Reads the static configuration, or the options that stand in its place, and what the file provider and the API add. */
export async function loadTraefik(
  file: string,
  context: ProxyContext,
): Promise<TraefikLoaded | TraefikUnread> {
  const { vantage } = context;
  const read = await loadTree(file, vantage);
  const processes = await processesNamed("traefik", vantage);
  const withFile = processes.filter(({ title }) => title.includes(file));
  const process = withFile[0] ?? (processes.length === 1 ? processes[0] : undefined);
  const options = treeOfFlags(process?.title ?? "");
  const own = read.tree;
  const fixed = own !== null && isStatic(own) ? own : options;
  const problems = [...read.problems];
  const files = read.outcome === "read" ? [file] : [];
  const dynamic: Tree[] = own !== null && isDynamic(own) ? [own] : [];
  const provided = at(fixed, "providers", "file");
  for (const path of await filesOf(provided, context)) {
    if (path === file || files.length >= MOST_FILES) continue;
    const part = await loadTree(path, vantage);
    problems.push(...part.problems);
    if (part.outcome === "read") files.push(path);
    else problems.push({ where: path, what: `it is ${part.outcome}` });
    if (part.tree !== null) dynamic.push(part.tree);
  }
  const admin = adminOf(fixed);
  const raw = admin === null ? null : await askJson(admin, "/api/rawdata", context);
  const about = treeAt(
    admin === null || raw === null ? null : await askJson(admin, "/api/version", context),
    "version",
  );
  if (own === null && raw === null && entries(options).length === 0)
    return {
      outcome: read.outcome === "read" ? "unreadable" : read.outcome,
      why: problems[0]?.what ?? null,
    };
  const started = Date.parse(text(about, "startDate") ?? "");
  return {
    config: configOf(fixed, dynamic, raw === null ? null : treeAt(raw, "/api/rawdata"), problems.length > 0),
    from: own === null && entries(options).length === 0 ? "admin" : "files",
    files,
    problems,
    trees: own === null || dynamic.includes(own) ? dynamic : [own, ...dynamic],
    admin: raw === null ? null : admin,
    version: text(about, "Version"),
    startedAt: Number.isNaN(started) ? (process?.startedAt ?? null) : started,
  };
}

async function filesOf(provided: Tree, { vantage }: ProxyContext): Promise<readonly string[]> {
  const one = text(provided, "filename");
  const folder = text(provided, "directory");
  const found = folder?.startsWith("/")
    ? await Promise.all(["yaml", "yml", "toml"].map((end) => expandGlob(`${folder}/*.${end}`, vantage)))
    : [];
  return [...(one?.startsWith("/") ? [one] : []), ...found.flat()];
}

/** Where the API can be asked without a password; `null` where it cannot. */
export function adminOf(fixed: Tree): AdminAt | null {
  if (flag(fixed, "api", "insecure") !== true) return null;
  const address = text(fixed, "entryPoints", "traefik", "address") ?? ":8080";
  const [, host = "", port] = /^(.*):(\d{1,5})(?:\/tcp)?$/.exec(address) ?? [];
  return port === undefined ? null : { kind: "tcp", address: askable(host), port: Number(port) };
}

/** Joins files and the answer of the API: what files say wins for what they hold, the API knows the other providers. Pure. */
export function configOf(
  fixed: Tree,
  files: readonly Tree[],
  raw: Tree | null,
  hasProblems: boolean,
): TraefikConfig {
  const named = (kind: string, key: string, rawKey: string): Named => {
    const found = new Map<string, Tree>();
    for (const tree of files)
      for (const [name, part] of entries(tree, kind, key))
        found.set(name.includes("@") ? name : `${name}@file`, part);
    if (raw !== null)
      for (const [name, part] of entries(raw, rawKey))
        if (!found.has(name) && (!name.endsWith("@file") || files.length === 0 || hasProblems))
          found.set(name, part);
    return found;
  };
  const others = entries(fixed, "providers")
    .map(([name]) => name)
    .filter((name) => !/^(?:file|providersThrottleDuration|precedence)$/i.test(name));
  return {
    fixed,
    routers: named("http", "routers", "routers"),
    services: named("http", "services", "services"),
    middlewares: named("http", "middlewares", "middlewares"),
    transports: named("http", "serversTransports", "serversTransports"),
    tcpRouters: named("tcp", "routers", "tcpRouters"),
    tcpServices: named("tcp", "services", "tcpServices"),
    tcpMiddlewares: named("tcp", "middlewares", "tcpMiddlewares"),
    unread: raw === null ? [...others, ...(hasProblems ? ["file"] : [])] : [],
  };
}

/** What a name means for who says it: without a provider it is of the same one. */
export const resolve = (all: Named, name: string, from: string): readonly [string, Tree] | null => {
  const whole = name.includes("@") ? name : `${name}@${from.split("@")[1] ?? "file"}`;
  const found = all.get(whole);
  return found === undefined ? null : [whole, found];
};
