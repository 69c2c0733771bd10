import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** A relay before a DNS server. */
export interface SlowDnsConfig {
  /** IPv4 address of the server that answers. */
  readonly to: string;
  /** Its port; default 53. */
  readonly toPort?: number;
  /** Where the relay itself listens; default 53. */
  readonly port?: number;
  /** Milliseconds that an answer over UDP is held back. */
  readonly delay: number;
  /** Only answers for names under this one; default all. */
  readonly under?: string;
}

/** Starts the relay in a host. */
export function startSlowDns(host: Host, config: SlowDnsConfig): Promise<Configured<SlowDnsConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("slow-dns"), JSON.stringify(wanted)],
      ready: { tcp: wanted.port ?? 53 },
    }),
  );
}
