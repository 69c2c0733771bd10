import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The same with another address of the host: an internal interface. */
export const scenario: Scenario = {
  cause: "bound-to-loopback-only",
  boundary: "tcp",
  mechanism: "a server listens on another interface's address of the host alone",
  expected: { fault: broken("tcp", "bound-to-loopback-only") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const own = site.lan.address(site.client);
    const internal = `${draw.subnet().v4}.${draw.integer(2, 250)}`;
    await site.client.ip("link", "add", "internal0", "type", "veth", "peer", "name", "internal1");
    await site.client.ip("addr", "add", `${internal}/24`, "dev", "internal0");
    for (const device of ["internal0", "internal1"]) await site.client.ip("link", "set", device, "up");
    const server = await startTcp(site.client, { port, address: "0.0.0.0" });
    return {
      target: `tcp://${own}:${port}`,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "2", `telnet://${own}:${port}`],
        faultShows: /exit 7/,
      },
      break: () => server.restart({ port, address: internal }),
      fix: () => server.restart({ port, address: "0.0.0.0" }),
    };
  },
};
