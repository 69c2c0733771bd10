import type { Draw } from "../../draw.ts";
import { byIp } from "../../faults.ts";
import type { Setup } from "../../scenario.ts";
import { servesWell, startDnsmasq, startNginx } from "../../servers/index.ts";
import { vantages } from "../../topology/index.ts";
import type { World } from "../../world/index.ts";

/**
 * Two routers side by side. Requests go by the plain one; the other one follows connections and has these rules.
 *
 * ```
 * client ──┬── gateway ──┬── server
 * resolver ┴── guard  ───┴── stranger
 * ```
 *
 * Broken, the server answers by the guard, which knows of no connection. Where both ways lead by it, all is well.
 * From the client it cannot be told that the way back is another one (`asymmetric-path-dropped`); `watched`, routers and server are
 * vantages.
 */
export async function buildTwoWays(
  world: World,
  draw: Draw,
  rules: readonly string[],
  seen: "watched" | "unseen" = "unseen",
): Promise<Setup> {
  const called = (role: string) => (seen === "watched" ? draw.label() : role);
  const [client, resolver, server, stranger] = [
    world.host("client"),
    world.host(called("resolver")),
    world.host(called("server1")),
    world.host(called("stranger")),
  ];
  const [gateway, guard] = [world.router(called("router1")), world.router(called("router2"))];
  // A host's default route leads to the first router of its wire.
  const lan = world.wire([client, resolver, gateway, guard], draw.subnet());
  const far = world.wire([gateway, guard, server, stranger], draw.subnet());
  await world.up();
  const name = draw.name();
  const port = draw.port();
  await startDnsmasq(resolver, { records: { [name]: [far.address(server)] } });
  client.etc("resolv.conf", `nameserver ${lan.address(resolver)}\n`);
  await startNginx(server, servesWell(port));
  await guard.filter("forward", rules);
  const url = `http://${name}:${port}/`;
  const route = ["route", "replace", "default", "via"];
  const fault = byIp(server, [...route, far.address(guard)], [...route, far.address(gateway)]);
  return {
    target: url,
    client,
    ...(seen === "watched"
      ? { configuration: vantages(draw, [gateway, guard, server]), at: guard.name }
      : {}),
    noise: {
      client,
      routers: [gateway, guard],
      servers: [server],
      stranger,
      far,
      resolverAddress: lan.address(resolver),
    },
    proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
    ...fault,
    async nearMiss() {
      await client.ip(...route, lan.address(guard));
      await fault.break();
    },
  };
}
