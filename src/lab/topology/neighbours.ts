import type { Draw } from "../draw.ts";
import { startDnsmasq } from "../servers/index.ts";
import type { Family, World } from "../world/index.ts";

/**
 * Client, server, resolver and stranger on one network, without a router.
 *
 * ```
 * client ──┬── server
 * resolver ┴── stranger
 * ```
 */
export async function buildNeighbours(
  world: World,
  draw: Draw,
  families: readonly [Family, ...Family[]] = [4],
) {
  const [client, resolver, server, stranger] = [
    world.host("client"),
    world.host("resolver"),
    world.host("server1"),
    world.host("stranger"),
  ];
  const lan = world.wire([client, resolver, server, stranger], draw.subnet(), { families });
  await world.up();
  const name = draw.name();
  const addresses = families.map((family) => lan.address(server, family));
  const dns = await startDnsmasq(resolver, { records: { [name]: addresses } });
  const resolverAddress = lan.address(resolver);
  client.etc("resolv.conf", `nameserver ${resolverAddress}\n`);
  return {
    client,
    resolver,
    server,
    servers: [server],
    stranger,
    routers: [],
    lan,
    far: lan,
    name,
    address: lan.address(server),
    resolverAddress,
    dns,
  };
}
