import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import type { SiteConfig, SiteKind } from "./site/config.ts";
import { haproxySite } from "./site/haproxy.ts";
import { nginxSite } from "./site/nginx.ts";
import { nodeSite } from "./site/node.ts";
import { opensslSite } from "./site/openssl.ts";

const starters = { nginx: nginxSite, haproxy: haproxySite, node: nodeSite, openssl: opensslSite };

/** Starts a web site on a server of any kind in a host: with TLS where a certificate is given. */
export function startSite(host: Host, config: SiteConfig): Promise<Configured<SiteConfig>> {
  return configured(config, (wanted) => starters[wanted.kind](host, wanted));
}

/** Kinds that serve TLS to many clients at once and answer HTTP/1.1. */
export const webKinds: readonly [SiteKind, ...SiteKind[]] = ["nginx", "haproxy", "node"];
/** Every kind. */
export const allKinds: readonly [SiteKind, ...SiteKind[]] = ["nginx", "haproxy", "node", "openssl"];
