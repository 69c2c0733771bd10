import { familyOf } from "../base/index.ts";
import { type MtuBounds, openSizes } from "./path-mtu-sizes.ts";

/** What a search for the greatest packet found. */
export interface MtuFound {
  /** Octets with the IP header; `null` where the destination answers no packet of any size. */
  readonly pathMtu: number | null;
  readonly saidBy: readonly { readonly address: string; readonly mtu: number }[];
  /** Something greater than `pathMtu`, and no greater than this host's own link takes, vanishes without a word. */
  readonly isBlackHole: boolean;
  readonly vanishAfterTtl: number | null;
}

/** Every host takes so much. RFC 791, section 3.1 (with room for the header); RFC 8200, section 5. */
const leastMtu = { 4: 576, 6: 1280 } as const;

/**
 * Finds the greatest packet that arrives: first by what routers say, then by halves where they say nothing. By echo where this
 * process may, else by UDP to a port that nothing listens on.
 */
export async function searchMtu(
  { destination, maxTtl }: { readonly destination: string; readonly maxTtl: number },
  bounds: MtuBounds,
): Promise<MtuFound> {
  const prober = openSizes(destination, bounds);
  const saidBy: { address: string; mtu: number }[] = [];
  const nothing = { pathMtu: null, saidBy, isBlackHole: false, vanishAfterTtl: null };
  if (prober === null) return nothing;
  try {
    const least = leastMtu[familyOf(destination)];
    // Does anything arrive? Without an answer to a small one, silence says nothing of sizes. It also tells how long to wait.
    const smallest = Math.min(least, prober.ownMtu());
    if ((await prober.send(smallest)).fate !== "arrived") return nothing;
    let size = prober.ownMtu();
    let vanished = Number.POSITIVE_INFINITY;
    let arrived = 0;
    while (arrived < size && size > least) {
      const fate = await prober.send(size);
      if (prober.isOver()) return nothing;
      if (fate.fate === "arrived") {
        arrived = size;
      } else if (fate.fate === "too-big" && fate.mtu < size) {
        if (fate.by !== null) saidBy.push({ address: fate.by, mtu: fate.mtu });
        size = fate.mtu;
      } else {
        vanished = size;
        break;
      }
    }
    if (arrived === 0) {
      arrived = Math.min(smallest, size);
    }
    while (Number.isFinite(vanished) && vanished - arrived > 1) {
      if (prober.isOver()) return nothing;
      const sizes = sizesBetween(arrived, vanished, prober.atOnce);
      const fates = await Promise.all(sizes.map((octets) => prober.send(octets)));
      for (const fate of fates) {
        if (fate.fate === "too-big" && fate.by !== null) saidBy.push({ address: fate.by, mtu: fate.mtu });
      }
      const last = fates.findLastIndex(({ fate }) => fate === "arrived");
      arrived = sizes[last] ?? arrived;
      // What is smaller than a size that arrived was lost by chance.
      vanished = sizes[last + 1] ?? vanished;
    }
    if (prober.isOver()) return nothing;
    const isBlackHole = Number.isFinite(vanished) && !saidBy.some(({ mtu }) => mtu <= arrived);
    if (!isBlackHole) return { pathMtu: arrived, saidBy, isBlackHole, vanishAfterTtl: null };
    // A filter of large echo requests is no smaller path: a datagram of the size says so by arriving.
    const [arrivesOtherwise, vanishAfterTtl] = await Promise.all([
      arrivesByUdp(vanished),
      prober.lastTtlOf(vanished, maxTtl),
    ]);
    if (arrivesOtherwise || prober.isOver()) return nothing;
    return {
      pathMtu: arrived,
      saidBy,
      isBlackHole,
      vanishAfterTtl,
    };
  } finally {
    prober.close();
  }

  async function arrivesByUdp(octets: number): Promise<boolean> {
    const other = openSizes(destination, bounds, "udp");
    try {
      return other !== null && (await other.send(octets, 1)).fate === "arrived";
    } finally {
      other?.close();
    }
  }
}

/** So many sizes strictly between two others, evenly, and fewer where there are no more. */
export function sizesBetween(arrived: number, vanished: number, most: number): readonly number[] {
  const count = Math.min(most, vanished - arrived - 1);
  return Array.from({ length: count }, (_, index) =>
    Math.floor(arrived + ((vanished - arrived) * (index + 1)) / (count + 1)),
  );
}
