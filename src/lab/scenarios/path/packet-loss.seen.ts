import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildWatchedSite } from "../../topology/index.ts";
import { losing, lostHandshakes, repeated } from "./lossy.ts";

/** The same loss, on routers that may be looked at, over either family; beside it a loss that this request does not meet. */
export const scenario: Scenario = {
  cause: "packet-loss",
  boundary: "path",
  mechanism: "a router, which is a vantage, loses a share of what comes back from the server",
  expected: { fault: degraded("path", "packet-loss"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const url = `http://${site.name}:${port}/`;
    const from = (address: string) => `${site.ip} saddr ${address} meta l4proto tcp`;
    return {
      ...site.asked,
      target: url,
      ...repeated,
      proveByHand: lostHandshakes(url),
      ...losing(router, draw, from(site.address)),
      nearMiss: losing(router, draw, from(site.far.address(site.stranger, site.family))).break,
    };
  },
};
