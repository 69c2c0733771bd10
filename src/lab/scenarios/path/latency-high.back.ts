import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { askedByHand, buildSite } from "../../topology/index.ts";

/** The way back is the slow one, as over some cellular networks. Seen from the client alone. */
export const scenario: Scenario = {
  cause: "latency-high",
  boundary: "path",
  mechanism: "answers take a long way back, and the caller's deadline passes",
  expected: { fault: broken("path", "latency-high"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3), slow: { between: {} } });
    const [, line] = site.wires;
    if (!line) throw new Error("This site has two routers");
    const port = draw.port();
    await startWeb(site.server, { port });
    const delay = draw.integer(600, 800);
    const target = `http://${site.name}:${port}/`;
    return {
      target,
      options: ["--deadline", `${Math.round(delay * 1.5)}ms`],
      client: site.client,
      noise: site,
      proveByHand: {
        ...askedByHand(target),
        argv: ["curl", "-sS", "--max-time", `${(delay * 1.5) / 1000}`, "-o", "/dev/null", target],
      },
      break: () => world.shape(line, { delay }, "back"),
      fix: () => world.shape(line, {}, "both"),
      nearMiss: () => world.shape(line, { delay: delay >> 2 }, "back"),
    };
  },
};
