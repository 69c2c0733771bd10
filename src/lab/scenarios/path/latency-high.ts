import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { askedByHand } from "../../topology/index.ts";
import { buildSlowLine } from "./slow-line.ts";

/** A line over a satellite: nothing is lost, each round trip takes its time, and two of them are more than the caller has. */
export const scenario: Scenario = {
  cause: "latency-high",
  boundary: "path",
  mechanism: "the round trips of a request take longer than the caller's deadline",
  expected: { fault: broken("path", "latency-high"), "near-miss": healthy },
  async build(world, draw) {
    const { site, fault } = await buildSlowLine(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const delay = draw.integer(300, 400);
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      options: ["--deadline", `${delay * 3}ms`],
      proveByHand: {
        ...askedByHand(target),
        argv: ["curl", "-sS", "--max-time", `${(delay * 3) / 1000}`, "-o", "/dev/null", target],
      },
      ...fault({ delay, jitter: draw.integer(0, 5) }),
      // A long way, and time enough.
      nearMiss: fault({ delay: delay >> 2 }).break,
    };
  },
};
