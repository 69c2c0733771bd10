import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What nginx is to serve. */
export interface NginxConfig {
  /** Port to wait for. */
  readonly port: number;
  /** Inside of `http { }`: the server blocks. */
  readonly http: string;
  /** Further lines of the main context: `stream { … }`, `worker_rlimit_nofile 20;`. */
  readonly main?: string;
  /** Inside of `events { }`. */
  readonly events?: string;
  /** Who its workers run as: `www-data`; default root. */
  readonly user?: string;
  /** Tells two nginx of one host apart; default `nginx`. */
  readonly name?: string;
}

/**
 * Starts nginx in a host. Its logs are `error.log` and `access.log` in `host.folder/NAME`; it runs as root unless told
 * otherwise, so that it reads the world's files.
 */
export function startNginx(host: Host, config: NginxConfig): Promise<Configured<NginxConfig>> {
  return configured(config, ({ port, http, main = "", events = "", user = "root", name = "nginx" }) => {
    const folder = join(host.folder, name);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(" ");
    const path = host.file(
      join(name, "nginx.conf"),
      `user ${user}; worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
${main}
events { ${events} }
http {
  ${temporary}
  access_log ${folder}/access.log;
  types { text/html html; text/plain txt; }
  default_type text/plain;
  ${http}
}
`,
    );
    return host.start({
      argv: ["nginx", "-e", join(folder, "error.log"), "-p", folder, "-c", path],
      ready: { tcp: port },
    });
  });
}

/** A configuration of nginx that answers everything on a port with 200 and a short text. */
export const servesWell = (port: number): NginxConfig => ({
  port,
  http: `server { listen ${port}; listen [::]:${port}; location / { return 200 "well\\n"; } }`,
});
