import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The client's own OUTPUT rules reject the flow before it leaves. */
export const scenario: Scenario = {
  cause: "local-firewall-blocks",
  boundary: "client",
  mechanism: "an OUTPUT rule of the client rejects, by ICMP or by a reset",
  expected: { fault: broken("client", "local-firewall-blocks"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other] = [draw.port(), draw.port()];
    await startNginx(site.server, servesWell(port));
    const url = `http://${site.name}:${port}/`;
    const how = draw.pick(["icmp type admin-prohibited", "icmp type port-unreachable", "tcp reset"]);
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit (7|28)/ },
      ...byFilter(site.client, "output", [`tcp dport ${port} counter reject with ${how}`]),
      nearMiss: byFilter(site.client, "output", [`tcp dport ${other} counter reject with ${how}`]).break,
    };
  },
};
