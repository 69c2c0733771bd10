import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { askedByHand, buildNeighbours } from "../../topology/index.ts";
import { learn } from "./claim.ts";

/** A second host of the network was given the server's address, and its ARP answer came last. RFC 5227. */
export const scenario: Scenario = {
  cause: "duplicate-address",
  boundary: "link",
  mechanism: "another host of the client's network claims the server's address, and refuses",
  expected: { fault: broken("link", "duplicate-address"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNeighbours(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const target = `http://${site.name}:${port}/`;
    const device = site.lan.interface(site.stranger);
    const own = site.lan.interface(site.client);
    const owner = { address: site.address, at: site.server, device: site.lan.interface(site.server) };
    const claim = ["addr", "add", `${site.address}/24`, "dev", device];
    return {
      target,
      client: site.client,
      noise: site,
      proveByHand: askedByHand(target),
      async break() {
        await site.stranger.ip(...claim);
        await learn(site.client, own, { address: site.address, at: site.stranger, device });
      },
      async fix() {
        await site.stranger.ip("addr", "del", `${site.address}/24`, "dev", device);
        await learn(site.client, own, owner);
      },
      // The address has moved to another host, which serves as well; the first one has given it up.
      async nearMiss() {
        await startNginx(site.stranger, servesWell(port));
        await site.server.ip("addr", "del", `${site.address}/24`, "dev", owner.device);
        await site.stranger.ip(...claim);
        await learn(site.client, own, { address: site.address, at: site.stranger, device });
      },
    };
  },
};
