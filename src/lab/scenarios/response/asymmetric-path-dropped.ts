import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite, secondLink } from "../../topology/index.ts";

/** Requests leave by one interface, answers arrive by another, and the client's own kernel drops them. RFC 3704. */
export const scenario: Scenario = {
  cause: "asymmetric-path-dropped",
  boundary: "response",
  mechanism: "answers come in by the client's second interface, whose rp_filter is strict",
  expected: { fault: broken("response", "asymmetric-path-dropped"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const link = await secondLink([site.client, site.edge], draw);
    // The larger of the two counts (ip-sysctl, rp_filter).
    const scope = draw.pick(["all", link.device]);
    await site.client.sysctl({ [`net.ipv4.conf.${scope}.rp_filter`]: 1 });
    const otherWay = [`${site.lan.address(site.client)}/32`, "via", link.near];
    const fault = byIp(site.edge, ["route", "add", ...otherWay], ["route", "del", ...otherWay]);
    const url = `http://${site.name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      ...fault,
      // The same two ways, and a loose check: the source is reachable by some interface.
      async nearMiss() {
        await site.client.sysctl({ [`net.ipv4.conf.${link.device}.rp_filter`]: 2 });
        await fault.break();
      },
    };
  },
};
