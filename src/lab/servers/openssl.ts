import type { Certificate } from "../certificates/index.ts";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What `openssl s_server` is to serve. It takes one client at a time. */
export interface OpensslConfig {
  readonly port: number;
  readonly certificate: Certificate;
  /** Sends the leaf alone, without its intermediates. */
  readonly leafOnly?: boolean;
  /** Further arguments: `["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"]`. Default `-www`, an HTTP status page. */
  readonly args?: readonly string[];
}

/** Starts `openssl s_server` in a host. */
export function startOpenssl(host: Host, config: OpensslConfig): Promise<Configured<OpensslConfig>> {
  return configured(config, ({ port, certificate, leafOnly = false, args = [] }) => {
    const cert = host.file(`openssl-${port}/cert.pem`, certificate.pem);
    // The leaf is sent for -cert already; a chain file that held it would send it twice.
    const intermediates = certificate.chainPem.replace(certificate.pem, "");
    const chain = host.file(`openssl-${port}/chain.pem`, intermediates);
    const key = host.file(`openssl-${port}/key.pem`, certificate.keyPem);
    const chained = leafOnly || intermediates === "" ? [] : ["-cert_chain", chain];
    return host.start({
      argv: [
        "openssl",
        "s_server",
        "-accept",
        `${port}`,
        "-cert",
        cert,
        "-key",
        key,
        ...chained,
        "-www",
        ...args,
      ],
      ready: { tcp: port },
    });
  });
}
