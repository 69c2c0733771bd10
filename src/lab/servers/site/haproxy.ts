import { join } from "node:path";
import type { Host, Server } from "../../world/index.ts";
import { startHaproxy } from "../haproxy.ts";
import { bodyOf, ciphersOf, type SiteConfig, versionsOf } from "./config.ts";

/** Starts haproxy with one site, which it answers itself. */
export function haproxySite(host: Host, config: SiteConfig): Promise<Server> {
  const { port } = config;
  return startHaproxy(host, {
    port,
    sections: `frontend site
  bind *:${port}${config.certificate ? ` ${tlsWords(host, config)}` : ""}
  http-request return status 200 content-type text/plain string "${bodyOf(config)}"`,
  });
}

/** The words of a `bind` line that make it TLS. */
export function tlsWords(host: Host, config: SiteConfig): string {
  const { certificate, port, alpn } = config;
  if (!certificate) return "";
  const file = (name: string, content: string | Buffer) => host.file(join(`haproxy-${port}`, name), content);
  const path = file("site.pem", (config.sends ?? certificate.chainPem) + certificate.keyPem);
  // haproxy takes the staple from a file beside the certificate.
  if (config.staple) file("site.pem.ocsp", config.staple);
  if (config.staple) file("site.pem.issuer", certificate.chainPem.slice(certificate.pem.length));
  const spoken = versionsOf(config).map((version) => (version === "TLSv1" ? "TLSv1.0" : version));
  const ciphers = ciphersOf(config);
  const verify = config.clientOptional ? "optional" : "required";
  return [
    `ssl crt ${path} ssl-min-ver ${spoken[0]} ssl-max-ver ${spoken.at(-1)}`,
    ...(ciphers ? [`ciphers ${ciphers}`] : []),
    ...(config.suites ? [`ciphersuites ${config.suites}`] : []),
    ...(config.groups ? [`curves ${config.groups}`] : []),
    ...(alpn ? [`alpn ${alpn.join(",")}`] : []),
    ...(config.clientAuthority ? [`ca-file ${file("ca.pem", config.clientAuthority)} verify ${verify}`] : []),
  ].join(" ");
}
