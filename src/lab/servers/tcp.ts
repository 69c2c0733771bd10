import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** What the plain TCP server of the lab does with a connection. */
export interface TcpConfig {
  readonly port: number;
  /** Address to listen on; default every one of both families. */
  readonly address?: string;
  /**
   * - `echo` (default): sends back what it gets;
   * - `hold`: reads and says nothing; `deaf`: does not even read;
   * - `reset`, `close`: at once, or `after` milliseconds; `reset-on-data`, `close-on-data`: at the first octets.
   */
  readonly act?: "echo" | "hold" | "deaf" | "reset" | "reset-on-data" | "close" | "close-on-data";
  /** Milliseconds before a reset. */
  readonly after?: number;
  /** Sent at once. */
  readonly banner?: string;
  /** Ends a connection after this many idle milliseconds … */
  readonly idle?: number;
  /** … by a reset (default) or a FIN. */
  readonly idleBy?: "reset" | "close";
  /** Length of the accept queue; default 511. */
  readonly backlog?: number;
}

/** Starts the lab's own TCP server (Node) in a host. `signal("SIGSTOP")` makes a listener that never accepts. */
export function startTcp(host: Host, config: TcpConfig): Promise<Configured<TcpConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("tcp"), JSON.stringify(wanted)],
      ready: { tcp: wanted.port },
    }),
  );
}
