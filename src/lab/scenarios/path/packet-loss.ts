import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { losing, lostHandshakes, repeated } from "./lossy.ts";

/** Some of what is sent to the server is lost on the way, whatever it is. */
export const scenario: Scenario = {
  cause: "packet-loss",
  boundary: "path",
  mechanism: "a router loses a share of the packets to the server",
  expected: { fault: degraded("path", "packet-loss"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const router = draw.pick(site.routers as [typeof site.gateway]);
    return {
      target: url,
      ...repeated,
      client: site.client,
      noise: site,
      proveByHand: lostHandshakes(url),
      ...losing(router, draw, `ip daddr ${site.address}`),
      // A router that answers half of what it is asked itself, and passes everything on.
      nearMiss: async () => {
        await router.filter("output", ["meta l4proto icmp numgen random mod 2 < 1 counter drop"]);
        await losing(router, draw, `ip daddr ${site.far.address(site.stranger)}`).break();
      },
    };
  },
};
