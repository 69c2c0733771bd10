import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/** Nothing listens, and a look from the server says that this is all there is to it: no filter, no other address. */
export const scenario: Scenario = {
  cause: "port-not-listening",
  boundary: "tcp",
  mechanism: "the service has ended on the server, which is a vantage",
  expected: { fault: broken("tcp", "port-not-listening"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const [port, other] = [draw.port(), draw.port()];
    const nginx = await startNginx(site.server, servesWell(port));
    const second = await startNginx(site.server, { ...servesWell(other), name: "second" });
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      at: site.server.name,
      proveByHand: askedByHand(target),
      break: () => nginx.stop(),
      fix: () => nginx.restart(),
      nearMiss: () => second.stop(),
    };
  },
};
