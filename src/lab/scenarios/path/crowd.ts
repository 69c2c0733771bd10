import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import { servesWell, startDnsmasq, startHolder, startNginx } from "../../servers/index.ts";
import { askedByHand, vantages } from "../../topology/index.ts";
import type { Server, World } from "../../world/index.ts";

/**
 * A client and a neighbour behind a router that translates their source to a small range of ports.
 *
 * ```
 * client ───┬── gateway (source NAT) ── … ──┬── server
 * resolver ─┤                               └── stranger
 * neighbour ┘
 * ```
 *
 * Broken, the neighbour's connections to the server have every port of it.
 */
export async function buildCrowd(
  world: World,
  draw: Draw,
  translation: (ports: string, address: string) => string,
): Promise<Setup> {
  const client = world.host("client");
  const [resolver, neighbour, server, stranger] = [
    world.host(draw.label()),
    world.host(draw.label()),
    world.host(draw.label()),
    world.host(draw.label()),
  ];
  const [gateway, edge] = [world.router(draw.label()), world.router(draw.label())];
  const lan = world.wire([client, resolver, neighbour, gateway], draw.subnet());
  const between = world.wire([gateway, edge], draw.subnet());
  const far = world.wire([edge, server, stranger], draw.subnet());
  await world.up();
  const [name, port] = [draw.name(), draw.port()];
  await startDnsmasq(resolver, { records: { [name]: [far.address(server)] } });
  const resolverAddress = lan.address(resolver);
  client.etc("resolv.conf", `nameserver ${resolverAddress}\n`);
  await startNginx(server, servesWell(port));
  const first = draw.integer(40_000, 60_000);
  const count = draw.integer(20, 60);
  const range = translation(`${first}-${first + count - 1}`, between.address(gateway));
  await gateway.nft(
    `table ip x${draw.label()} {\nchain leaving {\ntype nat hook postrouting priority 100\nip saddr ${lan.prefix[4]} oifname "${between.interface(gateway)}" meta l4proto tcp ${range}\n}\n}`,
  );
  const hold = (connections: number) =>
    startHolder(neighbour, { address: far.address(server), port, count: connections, patience: 200 });
  let holder: Server | null = null;
  const target = `http://${name}:${port}/`;
  return {
    target,
    client,
    configuration: vantages(draw, [gateway, edge, server]),
    at: gateway.name,
    noise: { client, routers: [gateway, edge], servers: [server], stranger, far, resolverAddress },
    // It would need more ports than the range has, towards another destination.
    withoutNoise: ["time-wait"],
    proveByHand: askedByHand(target),
    async break() {
      holder = await hold(count);
    },
    async fix() {
      await holder?.stop();
      await gateway.must(["conntrack", "-F"]);
    },
    // Half of the range is free.
    nearMiss: async () => void (await hold(count >> 1)),
  };
}
