import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The letters GET, where a request begins. */
const GET = 0x474554;

/** A filter on the way lets the handshake pass and resets the connection when it reads the request. */
export const scenario: Scenario = {
  cause: "middlebox-resets",
  boundary: "tcp",
  mechanism: "nft on a router resets connections by what the request says",
  expected: {
    fault: undecided(
      broken("tcp", "middlebox-resets"),
      "only the packets, or the server's own counters, say whose reset it is",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other] = [draw.port(), draw.port()];
    await startNginx(site.server, servesWell(port));
    // TCP with timestamps has 32 octets.
    const rule = (to: number) => [`tcp dport ${to} @th,256,24 ${GET} counter reject with tcp reset`];
    const router = draw.pick([site.gateway, site.edge]);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 56/ },
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(other)).break,
    };
  },
};
