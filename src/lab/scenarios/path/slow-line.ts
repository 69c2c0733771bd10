import type { Draw } from "../../draw.ts";
import type { Fault } from "../../faults.ts";
import { buildWatchedSite, type WatchedSite, type WatchedSiteOptions } from "../../topology/index.ts";
import type { LinkQuality, Way, World } from "../../world/index.ts";

/** A site of which the wire between the first two routers can be made slow, lossy or narrow. */
export interface SlowLine {
  readonly site: WatchedSite;
  /** Gives the line a quality, and takes it back. */
  readonly fault: (quality: LinkQuality, way?: Way) => Fault;
}

/** Builds it; the line is as fast as the machine at first. */
export async function buildSlowLine(
  world: World,
  draw: Draw,
  options: WatchedSiteOptions = {},
): Promise<SlowLine> {
  const site = await buildWatchedSite(world, draw, {
    routers: draw.integer(2, 4),
    slow: { between: {} },
    ...options,
  });
  const [, line] = site.wires;
  if (!line) throw new Error("This site has two routers");
  return {
    site,
    fault: (quality, way) => ({
      break: () => world.shape(line, quality, way),
      fix: () => world.shape(line, {}, "both"),
    }),
  };
}
