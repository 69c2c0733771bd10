import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent, type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Ms } from "../../base/index.ts";
import { API_VIA, dialApi } from "./dial.ts";
import { type Credential, runPlugin } from "./exec-plugin.ts";
import { isMap, mapOf } from "./json.ts";
import type { Access } from "./request.ts";

/** The most requests at once: a walk needs about ten, and an API server queues what is more. */
const MOST_AT_ONCE = 6;

/** How long the package may take for an account that is asked of somebody else: OIDC. */
const PATIENCE: Ms = 5_000;

/** An access, or why there is none. */
export type AccessOpened =
  | { readonly outcome: "opened"; readonly access: Access; close(): void }
  | { readonly outcome: "no-credential"; readonly why: string; readonly allowBy: string };

/** Makes a kubeconfig's account usable: its credential plugin is run, its certificates are read, its proxy is used. */
export async function openAccess(
  config: KubeConfig,
  around: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<AccessOpened> {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null) return refused("its context names no cluster");
  const server = new URL(cluster.server);
  const exec = mapOf(user)["exec"] ?? mapOf(mapOf(mapOf(user)["authProvider"])["config"])["exec"];
  let credential: Credential | null = null;
  if (user !== null && isMap(exec)) {
    const run = await runPlugin(exec, clusterInfo(config), around);
    if (run.outcome === "failed") return { ...run, outcome: "no-credential" };
    credential = run.credential;
    const { exec: _, authProvider: __, ...rest } = user;
    const { token, certificate, key } = credential;
    const known = {
      ...rest,
      ...(token === null ? {} : { token }),
      ...(certificate === null ? {} : { certData: Buffer.from(certificate).toString("base64") }),
      ...(key === null ? {} : { keyData: Buffer.from(key).toString("base64") }),
    };
    config.loadFromOptions({
      clusters: config.clusters,
      contexts: config.contexts,
      currentContext: config.currentContext,
      users: config.users.map((one) => (one.name === user.name ? known : one)),
    });
  }
  const isPlain = server.protocol === "http:";
  // The package refuses plain HTTP unless TLS need not be verified: what `kubectl proxy` gives has none.
  const asked = { ...cluster, ...(isPlain ? { skipTLSVerify: true } : {}) };
  // It takes the cluster's own authority only where there is a user.
  const named = config.getCurrentUser() ?? { name: "nobody" };
  const context = { name: "chosen", cluster: asked.name, user: named.name };
  config.loadFromOptions({
    clusters: [asked],
    users: [named],
    contexts: [context],
    currentContext: "chosen",
  });
  const options = await applied(config, around.signal);
  if (options === null)
    return refused(
      "its account could not be used: a file that it names cannot be read, or its identity provider does not answer",
    );
  const { ca, cert, key, rejectUnauthorized, servername, auth } = options;
  const tls = Object.fromEntries(
    Object.entries({ ca, cert, key, rejectUnauthorized, servername, auth }).filter(
      ([, value]) => value != null,
    ),
  );
  const kept = { ...tls, keepAlive: true, maxSockets: MOST_AT_ONCE };
  const own = cluster.proxyUrl !== undefined && options.agent instanceof HttpAgent ? options.agent : null;
  const agent =
    own ?? (isPlain ? new HttpAgent({ keepAlive: true, maxSockets: MOST_AT_ONCE }) : new HttpsAgent(kept));
  const via = around.env[API_VIA] ?? null;
  if (own === null && via !== null) relayThrough(agent, server, { via, signal: around.signal });
  const headers = textsOf(options.headers);
  return {
    outcome: "opened",
    access: { server, agent, tls, headers: () => Promise.resolve(headers) },
    close: () => agent.destroy(),
  };
}

/** Has an agent make its connections by a relay. */
function relayThrough(
  agent: HttpAgent | HttpsAgent,
  { protocol, hostname, port }: URL,
  { via, signal }: { readonly via: string; readonly signal: AbortSignal },
): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  const to = { host, port: Number(port) || (protocol === "http:" ? 80 : 443), via };
  const relayed = (options: ConnectionOptions, made?: Made): undefined => {
    dialApi(to, signal).then(
      (socket) => {
        // The options are those of TLS as well, where the agent is HTTPS'.
        const secured = protocol === "http:" ? socket : connectTls({ ...options, socket });
        made?.(null, secured);
      },
      (error: Error) => made?.(error),
    );
  };
  // Node's own type of it is that of an agent without TLS.
  Object.assign(agent, { createConnection: relayed });
}

/** How an agent is told of a connection. node:http, Agent.createConnection. */
type Made = (error: Error | null, socket?: Duplex) => void;

/** What the package makes of the account; `null` where it cannot. */
async function applied(config: KubeConfig, signal: AbortSignal): Promise<RequestOptions | null> {
  const options: RequestOptions = {};
  const { promise, resolve, reject } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), PATIENCE);
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    const done = config.applyToHTTPSOptions(options).then(
      () => options,
      // Files that are missing, providers that refuse: the package throws plain errors whose words may hold a token.
      () => null,
    );
    return await Promise.race([done, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

const textsOf = (headers: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(mapOf(headers)).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );

/** What a plugin is told of the cluster. client.authentication.k8s.io/v1, Cluster. */
function clusterInfo(config: KubeConfig) {
  const cluster = config.getCurrentCluster();
  return cluster === null
    ? {}
    : {
        server: cluster.server,
        "insecure-skip-tls-verify": cluster.skipTLSVerify,
        ...(cluster.caData === undefined ? {} : { "certificate-authority-data": cluster.caData }),
        ...(cluster.tlsServerName === undefined ? {} : { "tls-server-name": cluster.tlsServerName }),
        ...(cluster.proxyUrl === undefined ? {} : { "proxy-url": cluster.proxyUrl }),
      };
}

const refused = (why: string): AccessOpened => ({
  outcome: "no-credential",
  why,
  allowBy: "Try it by hand: kubectl get --raw /version",
});
