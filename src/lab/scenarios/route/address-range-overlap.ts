import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** A bridge for containers was given the range that the servers' network has elsewhere: the client looks for them at home. */
export const scenario: Scenario = {
  cause: "address-range-overlap",
  boundary: "route",
  mechanism: "a container bridge of the client has the same range as the servers' network",
  expected: {
    fault: undecided(
      broken("route", "address-range-overlap"),
      "that the range is used elsewhere as well shows only there",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const bridge = `br-${draw.integer(0x100000, 0xffffff).toString(16)}`;
    const lay = async (network: string, length: number) => {
      await site.client.ip("link", "add", bridge, "type", "bridge");
      const port = ["type", "veth", "peer", "name", "veth1b"];
      await site.client.ip("link", "add", "veth1a", "index", "7101", ...port);
      await site.client.ip("link", "set", "veth1a", "master", bridge, "up");
      await site.client.ip("link", "set", "veth1b", "up");
      await site.client.ip("addr", "add", `${network}/${length}`, "brd", "+", "dev", bridge);
      await site.client.ip("link", "set", bridge, "up");
    };
    // Hosts of a wire are numbered from 2 to 250.
    const gateway = site.address.replace(/\d+$/, "1");
    return {
      ...site.asked,
      at: "client",
      break: () => lay(gateway, draw.pick([24, 24, 20, 16])),
      fix: () => site.client.ip("link", "del", bridge),
      nearMiss: () => lay(`${draw.subnet().v4}.1`, 24),
    };
  },
};
