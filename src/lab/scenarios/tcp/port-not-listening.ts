import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The service listens on another port than the one that is asked. */
export const scenario: Scenario = {
  cause: "port-not-listening",
  boundary: "tcp",
  mechanism: "nginx listens on another port",
  expected: { fault: broken("tcp", "port-not-listening") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other] = [draw.port(), draw.port()];
    const nginx = await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 7/ },
      break: () => nginx.restart(servesWell(other)),
      fix: () => nginx.restart(servesWell(port)),
    };
  },
};
