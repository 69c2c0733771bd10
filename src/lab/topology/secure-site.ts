import {
  type Authority,
  type Certificate,
  type CertificateRequest,
  createAuthority,
} from "../certificates/index.ts";
import type { Draw } from "../draw.ts";
import { allKinds, type Configured, type SiteConfig, type SiteKind, startSite } from "../servers/index.ts";
import type { World } from "../world/index.ts";
import { buildSite, type Site } from "./site.ts";
import { trustStore } from "./trust-store.ts";

/** A site whose server speaks TLS with a sound certificate of a private authority, which the client trusts. */
export interface SecureSite {
  readonly site: Site;
  readonly port: number;
  readonly root: Authority;
  /** The intermediate that issues the leaf. */
  readonly issuer: Authority;
  readonly url: string;
  /** The URL, or the TLS server alone: `tls://name:port`. */
  readonly target: string;
  /** Path of the root's PEM on the client. */
  readonly caFile: string;
  /** `--ca` with the root; empty where the root is in the client's trust store. */
  readonly trust: readonly string[];
  readonly server: Configured<SiteConfig>;
  /** The sound configuration. */
  readonly good: SiteConfig;
  /** Another leaf for the site's name. */
  leaf(request?: Partial<CertificateRequest>, by?: Authority): Certificate;
  /** Serves with another configuration. */
  serve(change: Partial<SiteConfig>): Promise<void>;
  /** Serves with the sound one again. */
  restore(): Promise<void>;
  /** `curl` on the site's URL, with the root trusted. */
  curl(...more: readonly string[]): readonly string[];
  /** `openssl s_client` on the site, with the root trusted; its verification is shown, not enforced. */
  client(...more: readonly string[]): readonly string[];
}

/** How a secure site differs from the usual one. */
export interface SecureSiteOptions {
  /** Programs to draw from; default every kind. */
  readonly kinds?: readonly [SiteKind, ...SiteKind[]];
  /** Further settings of the sound configuration. */
  readonly good?: Partial<SiteConfig>;
  /** What the leaf says beside the name. */
  readonly leaf?: Partial<CertificateRequest>;
  /** The client's own trust store holds the root, in place of `--ca`. */
  readonly inStore?: boolean;
  readonly name?: string;
}

/** Builds it and starts the server. */
export async function buildSecureSite(
  world: World,
  draw: Draw,
  options: SecureSiteOptions = {},
): Promise<SecureSite> {
  const site = await buildSite(world, draw, options.name === undefined ? {} : { name: options.name });
  const port = draw.port();
  const root = createAuthority(`${draw.label()} root`);
  const issuer = root.intermediate(`${draw.label()} issuing`);
  const leaf = (request: Partial<CertificateRequest> = {}, by = issuer) =>
    by.issue({ subject: site.name, ...options.leaf, ...request });
  const good: SiteConfig = {
    kind: draw.pick(options.kinds ?? allKinds),
    port,
    certificate: leaf(),
    ...options.good,
  };
  const server = await startSite(site.server, good);
  const caFile = site.client.file("ca.pem", root.rootPem);
  if (options.inStore) trustStore(site.client, root.rootPem);
  const url = `https://${site.name}:${port}/`;
  return {
    site,
    port,
    root,
    issuer,
    url,
    target: draw.pick([url, `tls://${site.name}:${port}`]),
    caFile,
    trust: options.inStore ? [] : ["--ca", caFile],
    server,
    good,
    leaf,
    serve: (change) => server.restart({ ...good, ...change }),
    restore: () => server.restart(good),
    curl: (...more) => ["curl", "-sS", "--max-time", "5", "--cacert", caFile, ...more, url],
    client: (...more) => [
      ...["openssl", "s_client", "-connect", `${site.name}:${port}`, "-servername", site.name],
      ...["-CAfile", caFile, ...more],
    ],
  };
}
