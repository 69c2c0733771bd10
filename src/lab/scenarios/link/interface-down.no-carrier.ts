import { byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startDnsmasq, startNginx } from "../../servers/index.ts";
import { secondLink } from "../../topology/index.ts";

/** The cable is out: the interface is up and has no carrier, and its routes stay where they are (`linkdown`). */
export const scenario: Scenario = {
  cause: "interface-down",
  boundary: "link",
  mechanism: "the client's interface has no carrier",
  expected: { fault: broken("link", "interface-down"), "near-miss": healthy },
  async build(world, draw) {
    const [client, resolver, server, stranger] = [
      world.host("client"),
      world.host("resolver"),
      world.host("server1"),
      world.host("stranger"),
    ];
    const gateway = world.router("router1");
    const line = world.wire([client, gateway], draw.subnet());
    const far = world.wire([gateway, resolver, server, stranger], draw.subnet());
    await world.up();
    const name = draw.name();
    const port = draw.port();
    const resolverAddress = far.address(resolver);
    await startDnsmasq(resolver, { records: { [name]: [far.address(server)] } });
    // Two attempts of five seconds are the default: resolv.conf(5).
    client.etc("resolv.conf", `nameserver ${resolverAddress}\noptions timeout:2\n`);
    await startNginx(server, servesWell(port));
    const url = `http://${draw.pick([name, far.address(server)])}:${port}/`;
    const device = line.interface(gateway);
    return {
      target: url,
      client,
      noise: { client, routers: [gateway], servers: [server], stranger, far, resolverAddress },
      proveByHand: { argv: ["curl", "-sS", "--max-time", "6", url], faultShows: /exit (6|7|28)/ },
      ...byIp(gateway, ["link", "set", device, "down"], ["link", "set", device, "up"]),
      // A second interface, with a route of its own to elsewhere, has none.
      async nearMiss() {
        const link = await secondLink([client, gateway], draw);
        await client.ip("route", "add", `${draw.subnet().v4}.0/24`, "via", link.far);
        await gateway.ip("link", "set", link.device, "down");
      },
    };
  },
};
