import { FaultlineError } from "../base/index.ts";
import { readFrames } from "../capture/index.ts";
import type { ConfigFile } from "../config/index.ts";

/**
 * Looks whether the captures that a configuration names can be read, before anything is sent.
 *
 * @throws FaultlineError `BAD_CONFIG` with the line and the path of the key.
 */
export async function mustBeCaptures({ captures, refuse }: ConfigFile, signal: AbortSignal): Promise<void> {
  for (const { file, key } of captures) {
    const enough = new AbortController();
    try {
      await readFrames(file, { signal: AbortSignal.any([signal, enough.signal]) }, () => enough.abort());
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      const [what = "", wanted = ""] = error.message.split("\n");
      refuse(key, `${file}: ${what.replace(/^Cannot [^"]*"[^"]*"[^:]*: /, "")}`, wanted);
    }
    signal.throwIfAborted();
  }
}
