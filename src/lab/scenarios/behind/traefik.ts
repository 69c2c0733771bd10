import { join } from "node:path";
import type { Draw } from "../../draw.ts";
import { type Configured, startTraefik, type TraefikConfig } from "../../servers/index.ts";
import type { WrittenHop } from "../../topology/index.ts";
import type { Host } from "../../world/index.ts";
import type { Behind } from "./behind.ts";
import { type Table, tomlOf, yamlOf } from "./traefik-text.ts";

/** Traefik as the public proxy of a site. */
export interface TraefikEdge {
  /** Its configuration: one router leads to one service of all applications. */
  of(change?: TraefikChange): TraefikConfig;
  start(config: TraefikConfig): Promise<Configured<TraefikConfig>>;
  readonly hop: WrittenHop;
}

/** How a Traefik differs from the plain one. */
export interface TraefikChange {
  /** What the router asks for, in place of the site's name or all paths. */
  readonly rule?: string;
  /** Further fields of the load balancer. */
  readonly balancer?: Table;
  /** Middlewares of the router, by drawn names. */
  readonly middlewares?: readonly Table[];
  /** Fields of the transport to the servers. */
  readonly transport?: Table;
  /** How servers are spoken to; default `http`. */
  readonly scheme?: "http" | "https";
}

/**
 * Draws how Traefik is written: its names, its rule, YAML or TOML, whether its API can be asked, where the transport stands,
 * the level of its log and the form of both logs.
 */
export function traefikOf(site: Behind, draw: Draw): TraefikEdge {
  const { front, name, port } = site;
  const isSecure = site.url.startsWith("https:");
  // They are there from the first start on.
  const [accessLog, errorLog] = [front.file("traefik/access.log", ""), front.file("traefik/traefik.log", "")];
  const both = join(front.folder, "front", "both.pem");
  const [end, write] = draw.pick([["yml", yamlOf] as const, ["toml", tomlOf] as const]);
  const paths = ["traefik", "dynamic"].map((file) => join(front.folder, "traefik", `${file}.${end}`));
  const [fixedPath = "", dynamicPath = ""] = paths;
  const [entry, router, service, transport] = [draw.label(), draw.label(), draw.label(), draw.label()];
  const [admin, ready] = [draw.port(), draw.label()];
  const usualRule = draw.pick([
    `Host(\`${name}\`)`,
    `Host(\`${name}\`) && PathPrefix(\`/\`)`,
    "PathPrefix(`/`)",
  ]);
  const [hasApi, isOfService, namesEntry] = [draw.coin(), draw.coin(), draw.coin()];
  const [h2, watch] = [draw.coin(), draw.coin()];
  const level = draw.pick(["ERROR", "INFO", "DEBUG"]);
  const [format, accessFormat] = [draw.pick(["common", "json"]), draw.pick(["common", "json"])];
  const middlewareNames = [draw.label(), draw.label()];

  // The static configuration's transport, which is every service's, has no name to ask for.
  const isNamed = (own: Table) => isOfService || "serverName" in own;
  const fixed = (own: Table | undefined): Table => ({
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    entryPoints: { [entry]: { address: `:${port}` }, traefik: { address: `127.0.0.1:${admin}` } },
    providers: { file: { filename: dynamicPath, watch } },
    ...(hasApi ? { api: { insecure: true, dashboard: false } } : {}),
    ping: { manualRouting: true },
    log: { filePath: errorLog, level, format },
    accessLog: { filePath: accessLog, format: accessFormat },
    ...(own === undefined || isNamed(own) ? {} : { serversTransport: own }),
  });
  const dynamic = ({
    rule = usualRule,
    balancer = {},
    middlewares = [],
    transport: own,
    scheme = "http",
  }: TraefikChange): Table => {
    const url = (app: Host) => ({ url: `${scheme}://${site.origin(app)}` });
    const named = middlewares.map((each, index) => [middlewareNames[index] ?? "", each] as const);
    const ofService = own !== undefined && isNamed(own) ? own : null;
    return {
      http: {
        routers: {
          [router]: {
            rule,
            service,
            ...(namesEntry ? { entryPoints: [entry] } : {}),
            ...(named.length > 0 ? { middlewares: named.map(([each]) => each) } : {}),
            ...(isSecure ? { tls: {} } : {}),
          },
          // By it the lab sees that the file is loaded; the internal provider's own router may come before.
          [ready]: { rule: "Path(`/ping`)", service: "ping@internal", entryPoints: ["traefik"] },
        },
        services: {
          [service]: {
            loadBalancer: {
              servers: site.apps.map(url),
              ...balancer,
              ...(ofService === null ? {} : { serversTransport: transport }),
            },
          },
        },
        ...(named.length > 0 ? { middlewares: Object.fromEntries(named) } : {}),
        ...(ofService === null ? {} : { serversTransports: { [transport]: ofService } }),
      },
      ...(isSecure
        ? {
            tls: {
              certificates: [{ certFile: both, keyFile: both }],
              ...(h2 ? {} : { options: { default: { alpnProtocols: ["http/1.1"] } } }),
            },
          }
        : {}),
    };
  };
  return {
    of: (change = {}) => ({
      ...{ port, admin },
      fixed: { path: fixedPath, text: write(fixed(change.transport)) },
      dynamic: { path: dynamicPath, text: write(dynamic(change)) },
    }),
    start: (config) => startTraefik(front, config),
    hop: { proxy: { at: front.name, kind: "traefik", config: fixedPath, errorLog, accessLog } },
  };
}
