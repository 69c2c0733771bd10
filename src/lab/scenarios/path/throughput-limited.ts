import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { askedByHand } from "../../topology/index.ts";
import { buildSlowLine } from "./slow-line.ts";

/** A line of a few Mbit/s: the first octet comes at once, the rest at the line's own pace. */
export const scenario: Scenario = {
  cause: "throughput-limited",
  boundary: "path",
  mechanism: "a line of the path carries 2 to 4 Mbit/s, and the answer has a megabyte",
  expected: { fault: degraded("path", "throughput-limited"), "near-miss": healthy },
  async build(world, draw) {
    const { site, fault } = await buildSlowLine(world, draw);
    const port = draw.port();
    await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(1_000_000, 1_400_000) } } });
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      proveByHand: askedByHand(target, 2),
      ...fault({ delay: draw.integer(1, 10), rate: draw.integer(2, 4) }),
      nearMiss: fault({ delay: draw.integer(1, 10), rate: 60 }).break,
    };
  },
};
