import type { Ms } from "../../base/index.ts";
import type { Host, Server } from "../world/index.ts";
import { scriptOf } from "./script.ts";

/** Clients that ask in rounds. */
export interface PacerConfig {
  readonly url: string;
  /** The address that the name of the url stands for. */
  readonly address: string;
  readonly method: "GET" | "POST";
  /** Requests at once in each round. */
  readonly together: number;
  /** Pauses between rounds, in turn: from the last answer of one to the next. */
  readonly pauses: readonly Ms[];
}

/** Starts them in a host (Node); they go on until the world ends, whatever they are answered. */
export const startPacer = (host: Host, config: PacerConfig): Promise<Server> =>
  host.start({
    argv: [process.execPath, scriptOf("pacer"), JSON.stringify(config)],
    ready: { says: "first round" },
  });
