import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** A relay that understands a ClientHello of one segment alone. */
export interface HelloGuardConfig {
  readonly port: number;
  readonly to: { readonly host: string; readonly port: number };
  /** The longest first TLS record that it takes, in octets with its header. */
  readonly most: number;
  /** What becomes of a connection with a longer one. */
  readonly act: "reset" | "close" | "hold";
}

/** Starts the relay in a host. */
export function startHelloGuard(host: Host, config: HelloGuardConfig): Promise<Configured<HelloGuardConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("hello-guard"), JSON.stringify(wanted)],
      ready: { tcp: wanted.port },
    }),
  );
}
