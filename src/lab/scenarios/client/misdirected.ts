import { createAuthority } from "../../certificates/index.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof, Setup } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite, type Site } from "../../topology/index.ts";
import type { Host, World } from "../../world/index.ts";

/** A site that serves, and a client whose environment names a forward proxy, which does not run yet. */
export interface Misdirected {
  readonly site: Site;
  readonly proxyHost: Host;
  readonly proxyPort: number;
  readonly proxyName: string;
  /** What the resolver knows, with the proxy's name. */
  readonly records: Readonly<Record<string, readonly string[]>>;
  readonly setup: Pick<Setup, "target" | "options" | "env" | "client" | "noise">;
  /** `curl`, which fails or is answered 5xx. */
  readonly fails: HandProof;
  /** `curl`, which must be answered 200. */
  readonly works: HandProof;
}

/** How it differs from the plain one. */
export interface MisdirectedOptions {
  /** The site speaks TLS, and its proxy is asked to CONNECT. */
  readonly secure?: boolean;
  /** The environment names the proxy by name. */
  readonly named?: boolean;
  /** NO_PROXY holds the site's name or a suffix of it. */
  readonly exempt?: boolean;
  /** The variable; default that of the target's scheme. */
  readonly variable?: string;
  /** What the site answers; default 200. */
  readonly status?: number;
}

/** Builds it, with the site running. */
export async function misdirected(
  world: World,
  draw: Draw,
  { secure = false, named = false, exempt = false, variable, status = 200 }: MisdirectedOptions = {},
): Promise<Misdirected> {
  const site = await buildSite(world, draw, { servers: 2 });
  const [server, proxyHost] = site.servers;
  if (!server || !proxyHost) throw new Error("This site has two servers");
  const [port, proxyPort] = [draw.port(), draw.port()];
  const proxyName = draw.name();
  const address = site.far.address(proxyHost);
  const records = { ...site.records, [proxyName]: [address] };
  await site.dns.restart({ records });
  proxyHost.etc("resolv.conf", `nameserver ${site.resolverAddress}\n`);
  const root = createAuthority(draw.label());
  const { chainPem, keyPem } = root.issue({ subject: site.name });
  const ca = site.client.file("ca.pem", root.rootPem);
  const tls = { cert: chainPem, key: keyPem };
  await startWeb(server, { port, routes: { "*": { status, body: "well\n" } }, ...(secure ? { tls } : {}) });

  const scheme = secure ? "https" : "http";
  const url = `${scheme}://${site.name}:${port}/${draw.label()}`;
  // curl and Python read the plain one for http in lower case alone: HTTP_PROXY is what CGI makes of a header.
  const name = variable ?? draw.pick(secure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "all_proxy"]);
  const exempted = draw.pick([site.name, `.${site.name.split(".").slice(1).join(".")}`]);
  const argv = ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "4"];
  const proof = (faultShows: RegExp) => ({ argv: [...argv, "--cacert", ca, url], faultShows });
  return {
    site,
    proxyHost,
    proxyPort,
    proxyName,
    records,
    setup: {
      target: url,
      options: secure ? ["--ca", ca] : [],
      env: {
        [name]: `http://${named ? proxyName : address}:${proxyPort}`,
        ...(exempt ? { [draw.pick(["no_proxy", "NO_PROXY"])]: `localhost,127.0.0.1,${exempted}` } : {}),
      },
      client: site.client,
      noise: site,
    },
    fails: proof(/status (000|4|5)/),
    works: proof(/status (?!200)/),
  };
}
