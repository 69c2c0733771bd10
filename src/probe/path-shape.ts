import type { Ms } from "../base/index.ts";
import type { PathHop } from "../evidence/index.ts";
import type { SentProbe } from "./path-probes.ts";

/** First TTLs that systems use. Linux, BSD: 64; Windows: 128; many routers: 255. */
const usualTtls = [64, 128, 255] as const;

/** Hops between the sender of an answer and here, by the TTL that it arrived with: an estimate, for first TTLs are a habit. */
export function hopsBack(returnTtl: number): number | null {
  const first = usualTtls.find((usual) => usual >= returnTtl);
  return first === undefined || returnTtl <= 0 ? null : first - returnTtl + 1;
}

/** A circle has two routers at least; one address at many distances is a translator that speaks for those behind it. */
const SHORTEST_CIRCLE = 2;

/**
 * Whether the last of these addresses repeat with a period, each at least twice.
 *
 * @param addresses What said that the TTL had run out, by TTL; `null` where nothing did.
 */
export function isLoop(addresses: readonly (string | null)[]): boolean {
  const last = addresses.findLastIndex((address) => address !== null);
  for (let period = SHORTEST_CIRCLE; period <= (last + 1) / 2; period += 1) {
    const length = 2 * period;
    const tail = addresses.slice(Math.max(0, last + 1 - length), last + 1);
    const repeats = tail.every(
      (address, at) => address !== null && (at < period || address === tail[at - period]),
    );
    if (tail.length === length && repeats && new Set(tail).size === period) return true;
  }
  return false;
}

/** Rises below this happen by load alone. */
const LEAST_STEP: Ms = 20;

/** All later hops must keep so much of a rise: a router that answers slowly keeps it for itself. */
const KEPT = 0.7;

/** The greatest sudden rise of the median round trip that every later hop shares; `null` where there is none. */
export function rttStepOf(
  hops: readonly Pick<PathHop, "ttl" | "rtt">[],
): { readonly ttl: number; readonly rise: Ms } | null {
  const seen = hops.flatMap(({ ttl, rtt }) => (rtt === null ? [] : [{ ttl, median: rtt.median }]));
  let best: { ttl: number; rise: Ms } | null = null;
  for (let at = 1; at < seen.length; at += 1) {
    const before = Math.max(...seen.slice(0, at).map(({ median }) => median));
    const after = Math.min(...seen.slice(at).map(({ median }) => median));
    const here = seen[at];
    if (here === undefined) continue;
    const rise = here.median - before;
    const isKept = after - before >= KEPT * rise;
    // A rise of less than half of what was there already is the next link, no step.
    if (rise >= LEAST_STEP && rise >= before / 2 && isKept && rise > (best?.rise ?? 0)) {
      best = { ttl: here.ttl, rise };
    }
  }
  return best;
}

/** Who said at each distance that the TTL ran out, on the first flow; `null` where nobody did. */
export function hopAddresses(probes: readonly SentProbe[], destination: string): readonly (string | null)[] {
  const addresses: (string | null)[] = [];
  for (const { ttl, answer, flow } of probes) {
    const isHop = answer?.said === "ttl-exceeded" && answer.address !== destination;
    if (flow === 0 && isHop) addresses[ttl - 1] = answer.address;
  }
  return Array.from(addresses, (address) => address ?? null);
}
