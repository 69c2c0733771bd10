import { FaultlineError } from "../../base/index.ts";
import { loadTrust, type Trust } from "../../probe/index.ts";
import { localVantage } from "../../vantage/index.ts";

/**
 * Whom a proxy trusts when it speaks TLS to its upstream, read where the proxy stands; `null` where it names no file, or one that cannot
 * be read. The key that it may have for its upstreams is its own: no look shows it to anybody.
 */
export async function readTrust(trustFile: string | undefined, signal: AbortSignal): Promise<Trust | null> {
  signal.throwIfAborted();
  if (trustFile === undefined) return null;
  try {
    return await loadTrust({ vantage: localVantage("proxy"), environment: {}, caFile: trustFile });
  } catch (error) {
    // It cannot be read, or holds none: then only what everybody trusts is left to go by.
    if (error instanceof FaultlineError) return null;
    throw error;
  }
}
