import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** An HTTP proxy of our own: before one application, or a forward proxy that clients are configured with. */
export interface RelayConfig {
  readonly port: number;
  /** Where every request goes; absent for a forward proxy, which goes where the request says (CONNECT included). */
  readonly to?: { readonly host: string; readonly port: number };
  /** Milliseconds that the next hop has to take the connection and to answer; default 30 s. */
  readonly timeout?: number;
  /** Answers every request itself with this status, in place of passing it on. */
  readonly answers?: number;
  /** Takes requests and never answers them. */
  readonly hangs?: boolean;
}

/** Starts the lab's own proxy (Node) in a host. It answers 502 and 504 with a short text, and names itself in `via`. */
export function startRelay(host: Host, config: RelayConfig): Promise<Configured<RelayConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("relay"), JSON.stringify(wanted)],
      ready: { tcp: wanted.port },
    }),
  );
}
