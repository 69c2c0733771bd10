import { allOf, byIp } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite, secondLink } from "../../topology/index.ts";

/** Two halves of the address space take everything from the default route, as OpenVPN's `redirect-gateway def1` does. */
export const scenario: Scenario = {
  cause: "wrong-route-preferred",
  boundary: "route",
  mechanism: "routes over a second interface outdo the default route and lead nowhere; or a rule does",
  expected: {
    fault: undecided(
      broken("route", "wrong-route-preferred"),
      "nothing comes back by this route; only a try over the other one tells",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    // The other end of the tunnel is a host that forwards nothing.
    const link = await secondLink([site.client, site.stranger], draw);
    const via = ["via", link.far];
    const table = `${draw.integer(100, 250)}`;
    await site.client.ip("route", "add", "default", ...via, "table", table);
    const rule = ["to", site.far.prefix[4], "lookup", table, "priority", `${draw.integer(100, 20_000)}`];
    const url = `http://${site.name}:${port}/`;
    const halves = ["0.0.0.0/1", "128.0.0.0/1"].map((half) =>
      byIp(site.client, ["route", "add", half, ...via], ["route", "del", half, ...via]),
    );
    const byRule = byIp(site.client, ["rule", "add", ...rule], ["rule", "del", ...rule]);
    return {
      target: url,
      client: site.client,
      // The stranger is the end of the tunnel and on the far wire as well; noise reaches it by either.
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...(draw.coin() ? byRule : allOf(...halves)),
      // One network of the tunnel's own.
      nearMiss: () => site.client.ip("route", "add", `${draw.subnet().v4}.0/24`, ...via),
    };
  },
};
