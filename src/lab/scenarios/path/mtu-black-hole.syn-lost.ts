import { allOf, byFilter, byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** As the common black hole, and the request's first SYN is lost besides, once: what delays is not what fails. */
export const scenario: Scenario = {
  cause: "mtu-black-hole",
  boundary: "path",
  mechanism: "a small link between routers, ICMP filtered, and one SYN is lost by chance before",
  expected: { fault: broken("path", "mtu-black-hole"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(30_000, 200_000) } } });
    const url = `http://${site.name}:${port}/`;
    const [, between] = site.wires;
    const ends = site.routers.slice(0, 2);
    const [near] = ends;
    if (!between || !near) throw new Error("This site has two routers");
    const mtu = draw.pick(["1280", "1340", "1420", "1450"]);
    const narrow = ends.map((router) => {
      const link = ["link", "set", between.interface(router), "mtu"];
      return byIp(router, [...link, mtu], [...link, "1500"]);
    });
    const mute = ends.map((router) => byFilter(router, "output", ["icmp type destination-unreachable drop"]));
    const unlucky = byFilter(near, "forward", [
      `tcp dport ${port} tcp flags & (syn | ack) == syn numgen inc mod 499 == 0 drop`,
    ]);
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "-o", "/dev/null", url],
        faultShows: /exit 28/,
      },
      ...allOf(unlucky, ...mute, ...narrow),
      // The same small link, of which the routers tell: path MTU discovery works.
      nearMiss: allOf(...narrow).break,
    };
  },
};
