import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSlowLine } from "./slow-line.ts";
import { spikes } from "./spikes.ts";

/** Every two seconds the line loses all packets for a while: a queue that something else fills, or a radio that scans. */
export const scenario: Scenario = {
  cause: "periodic-saturation",
  boundary: "path",
  mechanism: "all packets are lost for half a second at a fixed period",
  expected: { fault: degraded("path", "periodic-saturation"), "near-miss": healthy },
  async build(world, draw) {
    const { site, fault } = await buildSlowLine(world, draw);
    const port = draw.port();
    await startWeb(site.server, { port });
    const every = draw.pick([1_500, 2_000]);
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      options: ["--during", "8s"],
      proveByHand: spikes(target),
      ...fault({ burst: { every, lasts: draw.integer(400, 500) } }),
      nearMiss: fault({ delay: draw.integer(5, 20), jitter: 4 }).break,
    };
  },
};
