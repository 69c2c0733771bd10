import { join } from "node:path";
import { createAuthority } from "../../certificates/index.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof, Setup } from "../../scenario.ts";
import {
  type Configured,
  type NginxConfig,
  startNginx,
  startWeb,
  type WebConfig,
  type WebLogForm,
} from "../../servers/index.ts";
import { configuration, type WrittenHop } from "../../topology/index.ts";
import type { Host, World } from "../../world/index.ts";
import { type Edge, edgeOf } from "./edge.ts";
import { buildNetworkBehind, type Network, type NetworkOptions } from "./network.ts";

/** A site that the product is told all of: the proxies' configuration and logs, the application's, and where to look from. */
export interface Behind extends Network, Edge {
  /** The first application's host. */
  readonly app: Host;
  /** Every application's port. */
  readonly inner: number;
  readonly url: string;
  /** Its path, query left out. */
  readonly path: string;
  /** The address and port of an application. */
  origin(app?: Host): string;
  /** What a web application is started with; with further settings. */
  web(more?: Partial<WebConfig>, app?: Host): WebConfig;
  /** Starts one with it. */
  serve(more?: Partial<WebConfig>, app?: Host): Promise<Configured<WebConfig>>;
  /** nginx that passes everything on to the first application; with further lines in its `location`, and before the server. */
  nginx(lines?: string, before?: string): NginxConfig;
  /** Starts nginx on the public host. */
  startFront(config: NginxConfig): Promise<Configured<NginxConfig>>;
  /** The hop of the first application, as a configuration has it; asked from the last proxy, or without its log at its own host. */
  readonly hop: WrittenHop;
  /** What every scenario says of its setup: the proxies as given, and the application where there is one alone. */
  asked(
    path: readonly WrittenHop[],
    more?: Asked,
  ): Pick<Setup, "target" | "options" | "client" | "noise" | "configuration">;
  /** `curl` on the target; the fault shows by one of these statuses. */
  shows(...statuses: readonly number[]): HandProof;
  /** `curl` with further arguments, its status printed. */
  curl(...more: readonly string[]): readonly string[];
}

/** What the product is told besides. */
export interface Asked {
  readonly symptom?: string;
  readonly options?: readonly string[];
  /** Hosts that are no vantages here; default the routers outside of the site, and strangers. */
  readonly unseen?: readonly Host[];
  /** Further hosts that are vantages. */
  readonly seen?: readonly Host[];
  /** The application's hop in place of the usual one; `null` where none is told. */
  readonly app?: WrittenHop | null;
}

/** How a site differs from the usual one. */
export interface BehindOptions extends NetworkOptions {
  /** TLS ends at the public proxy; drawn unless given. */
  readonly secure?: boolean;
  /** Further arguments of `curl`. */
  readonly ask?: readonly string[];
}

/** Builds it; nothing runs yet. */
export async function buildBehind(world: World, draw: Draw, wanted: BehindOptions = {}): Promise<Behind> {
  const network = await buildNetworkBehind(world, draw, wanted);
  const { client, front, second, middle, apps, near, name } = network;
  const [app] = apps;
  if (!app) throw new Error("This site has an application");
  const [port, inner] = [draw.port(), draw.port()];
  const secure = wanted.secure ?? draw.coin();
  const root = createAuthority(draw.label());
  const { chainPem, keyPem } = root.issue({ subject: name });
  const both = front.file("front/both.pem", chainPem + keyPem);
  const ca = client.file("ca.pem", root.rootPem);
  const edge = edgeOf({ front, draw, port, certificate: secure ? both : null });
  const path = `/${draw.pick([draw.label(), `api/${draw.label()}`, `v${draw.integer(1, 3)}/${draw.label()}`])}`;
  const url = `${secure ? "https" : "http"}://${name}:${port}${path}`;
  const form = draw.pick<WebLogForm>(["json", "words", "combined"]);
  const logOf = (host: Host) => join(host.folder, "app.log");
  // It is there from the first start on.
  for (const host of apps) host.file("app.log", "");
  const origin = (host = app) => `${near.address(host)}:${inner}`;
  const web = (more: Partial<WebConfig> = {}, host = app): WebConfig => ({
    port: inner,
    log: { file: logOf(host), form },
    ...more,
  });
  const curl = (...more: readonly string[]) => [
    ...["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "12", "--cacert", ca],
    ...[...(wanted.ask ?? []), ...more, url],
  ];
  const last = second ?? front;
  // Where its log lies it is asked from; the address is that host's own.
  const hop: WrittenHop = draw.coin()
    ? { app: { at: app.name, url: `http://${origin()}${path}`, log: logOf(app) } }
    : { app: { at: last.name, url: `http://${origin()}${path}` } };
  return {
    ...network,
    ...edge,
    app,
    inner,
    url,
    path,
    origin,
    web,
    serve: (more, host = app) => startWeb(host, web(more, host)),
    nginx: (lines = "", before = "") =>
      edge.nginxOf(
        `location / { proxy_pass http://${origin()}; proxy_set_header Host $http_host; ${lines} }`,
        before,
      ),
    startFront: (config) => startNginx(front, config),
    hop,
    asked: (hops, { symptom, options = [], unseen = [], seen = [], app: told = hop } = {}) => ({
      target: url,
      options: [...(secure ? ["--ca", ca] : []), ...options],
      client,
      noise: network,
      configuration: configuration(
        draw,
        [front, second, middle, ...apps, ...seen].filter(
          (host) => host !== null && !unseen.includes(host),
        ) as Host[],
        {
          path: [...hops, ...(apps.length === 1 && told !== null ? [told] : [])],
          ...(symptom === undefined ? {} : { symptom }),
        },
      ),
    }),
    curl,
    // haproxy refuses an HTTP/2 stream, with no status, where it lost the server before an answer: 000.
    shows: (...statuses) => ({ argv: curl(), faultShows: new RegExp(`status (000|${statuses.join("|")})`) }),
  };
}
