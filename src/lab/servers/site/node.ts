import type { Host, Server } from "../../world/index.ts";
import { startWeb } from "../web.ts";
import { bodyOf, ciphersOf, type SiteConfig } from "./config.ts";

/** Starts the lab's own web server with one site. */
export function nodeSite(host: Host, config: SiteConfig): Promise<Server> {
  const { port, certificate, alpn } = config;
  const routes = { "*": { body: `${bodyOf(config)}\n` } };
  if (!certificate) return startWeb(host, { port, routes });
  // In Node one list holds the suites of TLS 1.3 as well.
  const ciphers = config.suites ?? ciphersOf(config);
  return startWeb(host, {
    port,
    routes,
    http2: alpn?.includes("h2") ?? false,
    tls: {
      cert: config.sends ?? certificate.chainPem,
      key: certificate.keyPem,
      minVersion: config.minVersion ?? "TLSv1.2",
      maxVersion: config.maxVersion ?? "TLSv1.3",
      ...(ciphers ? { ciphers } : {}),
      ...(config.groups ? { ecdhCurve: config.groups } : {}),
      ...(alpn ? { ALPNProtocols: alpn } : {}),
      ...(config.clientAuthority
        ? { ca: config.clientAuthority, requestCert: true, rejectUnauthorized: !config.clientOptional }
        : {}),
    },
  });
}
