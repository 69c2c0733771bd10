import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What Caddy is to serve. */
export interface CaddyConfig {
  /** Port to wait for. */
  readonly port: number;
  /** Its sites, as a Caddyfile has them. */
  readonly sites: string;
  /** Lines of the global options. */
  readonly global?: string;
}

/** Starts Caddy in a host with a Caddyfile. What it keeps stays in `host.folder/caddy`. */
export function startCaddy(host: Host, config: CaddyConfig): Promise<Configured<CaddyConfig>> {
  return configured(config, ({ port, sites, global = "" }) => {
    const path = host.file(join("caddy", "Caddyfile"), `{\n\tskip_install_trust\n${global}\n}\n${sites}\n`);
    const folder = join(host.folder, "caddy");
    return host.start({
      argv: ["caddy", "run", "--config", path, "--adapter", "caddyfile"],
      env: { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
      ready: { tcp: port },
    });
  });
}
