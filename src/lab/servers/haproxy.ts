import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What haproxy is to serve. */
export interface HaproxyConfig {
  /** Port to wait for. */
  readonly port: number;
  /** `frontend`, `backend` and `listen` sections. */
  readonly sections: string;
  /** Further lines of `global`. */
  readonly global?: string;
  /** Lines of `defaults` in place of http mode with timeouts of 5 s (connect) and 30 s. */
  readonly defaults?: string;
}

/** Lines of `defaults` that most configurations in the field have. */
const usual = "mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s";

/** Starts haproxy in a host, in the foreground and as one process. */
export function startHaproxy(host: Host, config: HaproxyConfig): Promise<Configured<HaproxyConfig>> {
  return configured(config, ({ port, sections, global = "", defaults = usual }) => {
    const path = host.file(
      join("haproxy", "haproxy.cfg"),
      `global\n  maxconn 500\n  ${global}\ndefaults\n  ${defaults}\n${sections}\n`,
    );
    return host.start({ argv: ["haproxy", "-db", "-f", path], ready: { tcp: port } });
  });
}
