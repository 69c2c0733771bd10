import { startDnsmasq } from "../../servers/index.ts";
import { startService, vantages } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** Requests and answers pass different routers, which is common and works: no state, a loose check of the way back. RFC 3704, section 2.4. */
export const scenario = sound("answers come back by another router", async (world, draw) => {
  const client = world.host("client");
  const [resolver, server, stranger] = [
    world.host(draw.label()),
    world.host(draw.label()),
    world.host(draw.label()),
  ];
  const [there, back] = [world.router(draw.label()), world.router(draw.label())];
  const lan = world.wire([client, resolver, there, back], draw.subnet());
  const far = world.wire([there, back, server, stranger], draw.subnet());
  await world.up();
  const name = draw.name();
  await startDnsmasq(resolver, { records: { [name]: [far.address(server)] } });
  const resolverAddress = lan.address(resolver);
  client.etc("resolv.conf", `nameserver ${resolverAddress}\n`);
  const service = await startService(server, name, draw);
  await server.ip("route", "replace", lan.prefix[4], "via", far.address(back));
  for (const host of [client, server, there, back]) await host.sysctl({ "net.ipv4.conf.all.rp_filter": 2 });
  return {
    target: service.target,
    client,
    configuration: vantages(draw, [there, back, server]),
    noise: { client, routers: [there, back], servers: [server], stranger, far, resolverAddress },
    proveByHand: service.proof,
  };
});
