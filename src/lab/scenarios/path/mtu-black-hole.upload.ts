import { allOf, byFilter, byIp } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The same on the way out: a small request passes, a large body is lost. */
export const scenario: Scenario = {
  cause: "mtu-black-hole",
  boundary: "path",
  mechanism: "a small link between routers, ICMP filtered: a large request body is lost",
  expected: { fault: broken("path", "mtu-black-hole") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startWeb(site.server, { port });
    const url = `http://${site.name}:${port}/upload`;
    const octets = draw.integer(20_000, 90_000);
    const [, between] = site.wires;
    const ends = site.routers.slice(0, 2);
    if (!between) throw new Error("This site has two routers");
    const narrow = ends.map((router) => {
      const link = ["link", "set", between.interface(router), "mtu"];
      return byIp(router, [...link, "1300"], [...link, "1500"]);
    });
    const mute = ends.map((router) => byFilter(router, "output", ["icmp type destination-unreachable drop"]));
    const body = site.client.file("body", "x".repeat(octets));
    return {
      target: url,
      options: ["--method", "POST", "--data-size", `${octets}`],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--data-binary", `@${body}`, url],
        faultShows: /exit 28/,
      },
      ...allOf(...mute, ...narrow),
    };
  },
};
