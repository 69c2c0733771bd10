import { join } from "node:path";
import type { Host, Server } from "../../world/index.ts";
import { startNginx } from "../nginx.ts";
import { bodyOf, ciphersOf, type SiteConfig, versionsOf } from "./config.ts";

/** Starts nginx with one site. */
export function nginxSite(host: Host, config: SiteConfig): Promise<Server> {
  const { port, alpn = [] } = config;
  const http2 = alpn.includes("h2") ? " http2" : "";
  const listen = config.certificate
    ? `listen ${port} ssl${http2}; ${tlsLines(host, config)}`
    : `listen ${port};`;
  return startNginx(host, {
    port,
    name: `nginx-${port}`,
    http: `server { ${listen} location / { return 200 "${bodyOf(config)}\\n"; } }`,
  });
}

/** The `ssl_` directives of a site. */
export function tlsLines(host: Host, config: SiteConfig): string {
  const { certificate, port } = config;
  if (!certificate) return "";
  const file = (name: string, content: string | Buffer) => host.file(join(`nginx-${port}`, name), content);
  const ciphers = ciphersOf(config);
  const verify = config.clientOptional ? "optional" : "on";
  return [
    `ssl_certificate ${file("cert.pem", config.sends ?? certificate.chainPem)};`,
    `ssl_certificate_key ${file("key.pem", certificate.keyPem)};`,
    `ssl_protocols ${versionsOf(config).join(" ")};`,
    ...(ciphers ? [`ssl_ciphers ${ciphers};`] : []),
    ...(config.suites ? [`ssl_conf_command Ciphersuites ${config.suites};`] : []),
    ...(config.groups ? [`ssl_ecdh_curve ${config.groups};`] : []),
    ...(config.clientAuthority
      ? [`ssl_client_certificate ${file("ca.pem", config.clientAuthority)}; ssl_verify_client ${verify};`]
      : []),
    ...(config.staple ? [`ssl_stapling on; ssl_stapling_file ${file("staple.der", config.staple)};`] : []),
  ].join("\n  ");
}
