import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** A server whose answer is given octet by octet: what no ordinary web server says. */
export interface RawConfig {
  readonly port: number;
  /** Sent when the head of a request has been read: parts, with `gap` milliseconds between them. */
  readonly answer: readonly string[];
  readonly gap?: number;
  /** What follows: a FIN, a reset, a reset after 100 ms, or the next request on the same connection. */
  readonly end: "close" | "reset" | "late-reset" | "keep";
}

/** Starts it (Node) in a host. */
export function startRaw(host: Host, config: RawConfig): Promise<Configured<RawConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: [process.execPath, scriptOf("raw"), JSON.stringify(wanted)],
      ready: { tcp: wanted.port },
    }),
  );
}
