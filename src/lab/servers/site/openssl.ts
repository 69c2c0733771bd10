import { join } from "node:path";
import type { Host, Server } from "../../world/index.ts";
import { startOpenssl } from "../openssl.ts";
import { ciphersOf, type SiteConfig, versionsOf } from "./config.ts";

/** Starts `openssl s_server` with a status page. */
export function opensslSite(host: Host, config: SiteConfig): Promise<Server> {
  const { certificate, port } = config;
  if (!certificate) throw new Error("openssl s_server serves TLS only");
  const file = (name: string, content: string | Buffer) => host.file(join(`openssl-${port}`, name), content);
  const spoken = versionsOf(config);
  const ciphers = ciphersOf(config);
  return startOpenssl(host, {
    port,
    certificate: { ...certificate, chainPem: config.sends ?? certificate.chainPem },
    args: [
      "-no_ssl3",
      ...(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const)
        .filter((version) => !spoken.includes(version))
        .map((version) => `-no_${version.toLowerCase().replace("v", "").replace(".", "_")}`),
      ...(ciphers ? ["-cipher", ciphers] : []),
      ...(config.suites ? ["-ciphersuites", config.suites] : []),
      ...(config.groups ? ["-groups", config.groups] : []),
      ...(config.alpn ? ["-alpn", config.alpn.join(",")] : []),
      ...(config.clientAuthority
        ? [
            "-CAfile",
            file("ca.pem", config.clientAuthority),
            config.clientOptional ? "-verify" : "-Verify",
            "1",
            "-verify_return_error",
          ]
        : []),
      ...(config.staple ? ["-status_file", file("staple.der", config.staple)] : []),
    ],
  });
}
