import { setTimeout as after } from "node:timers/promises";
import type { Ms } from "../base/index.ts";

/**
 * Waits between two probes.
 *
 * @throws The reason of the signal, when the user stops the run.
 */
export async function pause(time: Ms, signal: AbortSignal): Promise<void> {
  try {
    await after(time, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
