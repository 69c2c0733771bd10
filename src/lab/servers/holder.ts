import type { Host, Server } from "../world/index.ts";
import { scriptOf } from "./script.ts";

/** Connections that a client opens and keeps, or opens and leaves. */
export interface HolderConfig {
  readonly address: string;
  readonly port: number;
  readonly count: number;
  /** Closes each at once instead, so that this side keeps it in TIME_WAIT. */
  readonly leave?: boolean;
  /** Milliseconds to wait for each; those not answered by then stay half-open. Default 300. */
  readonly patience?: number;
}

/** Opens connections from a host and keeps them; ready when each was tried. */
export const startHolder = (host: Host, config: HolderConfig): Promise<Server> =>
  host.start({
    argv: [process.execPath, scriptOf("holder"), JSON.stringify(config)],
    ready: { says: "held" },
    readyWithin: 30_000,
  });
