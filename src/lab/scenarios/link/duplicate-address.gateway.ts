import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";
import { learn } from "./claim.ts";

/** A neighbour has the gateway's address; it answers for it, and forwards nothing. */
export const scenario: Scenario = {
  cause: "duplicate-address",
  boundary: "link",
  mechanism: "a host of the client's network claims the gateway's address",
  expected: { fault: broken("link", "duplicate-address"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const address = site.lan.address(site.gateway);
    const [device, own] = [site.lan.interface(site.resolver), site.lan.interface(site.client)];
    const owner = { address, at: site.gateway, device: site.lan.interface(site.gateway) };
    // Hosts of a wire are numbered from 2 to 250.
    const free = address.replace(/\d+$/, `${draw.integer(251, 254)}`);
    return {
      ...site.asked,
      async break() {
        await site.resolver.ip("addr", "add", `${address}/24`, "dev", device);
        await learn(site.client, own, { address, at: site.resolver, device });
      },
      async fix() {
        await site.resolver.ip("addr", "del", `${address}/24`, "dev", device);
        await learn(site.client, own, owner);
      },
      // A second address of one host.
      nearMiss: () => site.resolver.ip("addr", "add", `${free}/24`, "dev", device),
    };
  },
};
