import { startDnsmasq } from "../../servers/index.ts";
import { startService, vantages } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** A second router of the same networks forwards nothing and drops all, with a route to nowhere; nobody uses it. */
export const scenario = sound(
  "a router that is not on the way is broken in every respect",
  async (world, draw) => {
    const client = world.host("client");
    const [resolver, server, stranger] = [
      world.host(draw.label()),
      world.host(draw.label()),
      world.host(draw.label()),
    ];
    const [used, unused] = [world.router(draw.label()), world.router(draw.label())];
    const lan = world.wire([client, resolver, used, unused], draw.subnet());
    const far = world.wire([used, unused, server, stranger], draw.subnet());
    await world.up();
    const name = draw.name();
    await startDnsmasq(resolver, { records: { [name]: [far.address(server)] } });
    const resolverAddress = lan.address(resolver);
    client.etc("resolv.conf", `nameserver ${resolverAddress}\n`);
    const service = await startService(server, name, draw);
    await unused.sysctl({ "net.ipv4.ip_forward": 0 });
    await unused.filter("forward", ["ct state invalid drop", "counter drop"]);
    await unused.ip("route", "add", "blackhole", `${far.address(server)}/32`);
    return {
      target: service.target,
      client,
      configuration: vantages(draw, [used, unused, server]),
      noise: { client, routers: [used], servers: [server], stranger, far, resolverAddress },
      proveByHand: service.proof,
    };
  },
);
