import { createAuthority } from "../../certificates/index.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof, Setup } from "../../scenario.ts";
import type { HaproxyConfig, NginxConfig } from "../../servers/index.ts";
import { buildSite, type Site } from "../../topology/index.ts";
import type { Host, World } from "../../world/index.ts";

/** A site whose public host is a proxy, with the application on a host behind it. Neither runs yet. */
export interface Proxied {
  readonly site: Site;
  /** The proxy's host, which the name leads to. */
  readonly front: Host;
  /** The application's host. */
  readonly back: Host;
  /** The application's address. */
  readonly address: string;
  readonly port: number;
  readonly inner: number;
  readonly url: string;
  /** nginx' `listen` and, with TLS, its certificate. */
  readonly listen: string;
  /** haproxy's `bind` line. */
  readonly bind: string;
  /** nginx that passes everything on; with further lines in its `location`, and in `http` before the server. */
  nginx(lines?: string, before?: string): NginxConfig;
  /** haproxy that passes everything on; with further words for its server, and lines in its sections. */
  haproxy(change?: HaproxyChange): HaproxyConfig;
  /** Target, trust, client and noise. */
  readonly setup: Pick<Setup, "target" | "options" | "client" | "noise">;
  /** `curl` on the target; the fault shows by one of these statuses. */
  shows(...statuses: readonly number[]): HandProof;
  /** `curl` with further arguments, its status printed. */
  curl(...more: readonly string[]): readonly string[];
}

/** How a haproxy differs from the plain one. */
export interface HaproxyChange {
  /** Words of the `server` line: `check inter 200ms`. */
  readonly server?: string;
  /** Lines of the frontend. */
  readonly frontend?: string;
  /** Lines of the backend. */
  readonly backend?: string;
  readonly global?: string;
}

/** How a proxied site differs from the usual one. */
export interface ProxiedOptions {
  /** TLS ends at the proxy; drawn unless given. */
  readonly secure?: boolean;
  /** Path, query included; default drawn. */
  readonly path?: string;
  /** Further options of the check, which `curl` gets in its own words by `ask`. */
  readonly options?: readonly string[];
  readonly ask?: readonly string[];
}

/** Builds it. */
export async function buildProxied(world: World, draw: Draw, wanted: ProxiedOptions = {}): Promise<Proxied> {
  const site = await buildSite(world, draw, { servers: 2 });
  const [front, back] = site.servers;
  if (!front || !back) throw new Error("This site has two servers");
  const [port, inner] = [draw.port(), draw.port()];
  const address = site.far.address(back);
  const secure = wanted.secure ?? draw.coin();
  const root = createAuthority(draw.label());
  const { chainPem, keyPem } = root.issue({ subject: site.name });
  const both = front.file("front/both.pem", chainPem + keyPem);
  const ca = site.client.file("ca.pem", root.rootPem);
  const h2 = draw.coin();
  const listen = secure
    ? `listen ${port} ssl${h2 ? " http2" : ""}; ssl_certificate ${both}; ssl_certificate_key ${both};`
    : `listen ${port};`;
  const bind = `bind :::${port} v4v6${secure ? ` ssl crt ${both}${h2 ? " alpn h2,http/1.1" : ""}` : ""}`;
  const path = wanted.path ?? `/${draw.pick(["", draw.label(), `api/${draw.label()}`])}`;
  const url = `${secure ? "https" : "http"}://${site.name}:${port}${path}`;
  const curl = (...more: readonly string[]) => [
    ...["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", "--cacert", ca],
    ...[...(wanted.ask ?? []), ...more, url],
  ];
  return {
    site,
    front,
    back,
    address,
    port,
    inner,
    url,
    listen,
    bind,
    nginx: (lines = "", before = "") => ({
      port,
      http: `${before} server { ${listen} location / { proxy_pass http://${address}:${inner};
proxy_set_header Host $http_host; ${lines} } }`,
    }),
    haproxy: ({ server = "", frontend = "", backend = "", global = "" } = {}) => ({
      port,
      global,
      sections: `frontend public
  ${bind}
  ${frontend}
  default_backend application
backend application
  retries 1
  ${backend}
  server one ${address}:${inner} ${server}`,
    }),
    setup: {
      target: url,
      options: [...(secure ? ["--ca", ca] : []), ...(wanted.options ?? [])],
      client: site.client,
      noise: site,
    },
    curl,
    // haproxy refuses an HTTP/2 stream, with no status, where it lost the server before an answer: 000.
    shows: (...statuses) => ({ argv: curl(), faultShows: new RegExp(`status (000|${statuses.join("|")})`) }),
  };
}
