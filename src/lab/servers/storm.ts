import type { Host, Server } from "../world/index.ts";
import { scriptOf } from "./script.ts";

/** Clients of one host that want a connection each, and try again when they get none. */
export interface StormConfig {
  readonly address: string;
  readonly port: number;
  readonly clients: number;
  /** Milliseconds that each waits for an answer. */
  readonly patience: number;
  /** Milliseconds before it tries again: always the same, or doubled each time from this on. */
  readonly pause: number;
  readonly backsOff?: boolean;
}

/** Starts them; ready when each has tried once. They go on until they are ended. */
export const startStorm = (host: Host, config: StormConfig): Promise<Server> =>
  host.start({
    argv: [process.execPath, scriptOf("storm"), JSON.stringify(config)],
    ready: { says: "tried" },
  });
