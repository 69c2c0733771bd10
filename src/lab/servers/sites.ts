import type { Certificate } from "../certificates/index.ts";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { startHaproxy } from "./haproxy.ts";
import { startNginx } from "./nginx.ts";

/** A server of several names on one port. */
export interface SitesConfig {
  readonly kind: "nginx" | "haproxy";
  readonly port: number;
  /** Certificate of each name. The first one is served to names that are not here, unless it is strict. */
  readonly certificates: Readonly<Record<string, Certificate>>;
  /** Refuses a handshake for any other name. */
  readonly strict?: boolean;
}

/** Starts a server that chooses its certificate by SNI (RFC 6066, section 3). */
export function startSites(host: Host, config: SitesConfig): Promise<Configured<SitesConfig>> {
  return configured(config, (wanted) =>
    wanted.kind === "nginx" ? nginxSites(host, wanted) : haproxySites(host, wanted),
  );
}

function nginxSites(host: Host, { port, certificates, strict = false }: SitesConfig) {
  const blocks = Object.entries(certificates).map(([name, { chainPem, keyPem }]) => {
    const cert = host.file(`sites-${port}/${name}.pem`, chainPem);
    const key = host.file(`sites-${port}/${name}.key`, keyPem);
    return `server { listen ${port} ssl; server_name ${name}; ssl_certificate ${cert}; ssl_certificate_key ${key};
    location / { return 200 "well\\n"; } }`;
  });
  const refusal = `server { listen ${port} ssl default_server; ssl_reject_handshake on; }`;
  return startNginx(host, { port, http: [...(strict ? [refusal] : []), ...blocks].join("\n") });
}

function haproxySites(host: Host, { port, certificates, strict = false }: SitesConfig) {
  const files = Object.entries(certificates).map(([name, { chainPem, keyPem }]) =>
    host.file(`sites-${port}/${name}.pem`, chainPem + keyPem),
  );
  const words = files.map((file) => `crt ${file}`).join(" ");
  return startHaproxy(host, {
    port,
    sections: `frontend sites
  bind *:${port} ssl ${words}${strict ? " strict-sni" : ""}
  http-request return status 200 content-type text/plain string "well"`,
  });
}
