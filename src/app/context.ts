import type { Clock, Ms } from "../base/index.ts";
import type { Recorder } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";

/** What a look at an application's host needs: where its files are, and how the look is taken down. */
export interface AppContext {
  readonly vantage: Vantage;
  /** Of the hop and the vantage. */
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Aborted when the user stops the run. */
  readonly signal: AbortSignal;
}

/** Where an application is asked: what the URL of its hop names. */
export interface Endpoint {
  /** Numeric; `null` where the URL has a name. */
  readonly address: string | null;
  readonly port: number;
  /** `address:port` of the proxy's upstream that it is looked up for; left out where a hop itself ends there. */
  readonly upstream?: string;
}

/** How long one command at the vantage may take. */
export const COMMAND_PATIENCE: Ms = 3_000;

/** The text of a file; `null` where it cannot be read, whatever the reason. */
export async function textOf(path: string, { vantage }: Pick<AppContext, "vantage">): Promise<string | null> {
  const read = await vantage.read(path);
  return read.outcome === "read" ? read.text : null;
}
