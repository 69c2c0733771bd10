import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDnsmasq } from "../../servers/index.ts";
import { vantages } from "../../topology/index.ts";
import { answersElsewhere } from "./answers-elsewhere.ts";

/**
 * Queries reach the name server by one router, answers leave by another one that masquerades. It has seen no query, so that
 * the answer is the first packet of a connection to it, and gets its address. nft(8), "NAT STATEMENTS".
 */
export const scenario: Scenario = {
  cause: "reply-from-wrong-address",
  boundary: "response",
  mechanism: "answers over UDP leave by a router that masquerades and saw no query",
  expected: { fault: broken("response", "reply-from-wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const [client, server] = [world.host("client"), world.host(draw.label())];
    const stranger = world.host(draw.label());
    const [first, second] = [world.router(draw.label()), world.router(draw.label())];
    const lan = world.wire([client, first, second], draw.subnet());
    const far = world.wire([first, second, server, stranger], draw.subnet());
    await world.up();
    const name = draw.name();
    await startDnsmasq(server, { records: { [name]: [far.address(stranger)] } });
    const resolverAddress = far.address(server);
    client.etc("resolv.conf", `nameserver ${resolverAddress}\noptions timeout:2 attempts:1\n`);
    const out = lan.interface(second);
    await second.nft(
      `table ip x${draw.label()} {\nchain leaving {\ntype nat hook postrouting priority 100\noifname "${out}" masquerade\n}\n}`,
    );
    const back = (router: typeof first) =>
      server.ip("route", "replace", lan.prefix[4], "via", far.address(router));
    return {
      target: `dns://${name}`,
      client,
      noise: { client, routers: [first, second], servers: [server], stranger, far, resolverAddress },
      configuration: vantages(draw, [first, second, server]),
      proveByHand: answersElsewhere(name),
      break: () => back(second),
      fix: () => back(first),
      // Queries and answers by the router that masquerades: it knows the query, and translates nothing.
      async nearMiss() {
        await client.ip("route", "replace", "default", "via", lan.address(second));
        await back(second);
      },
    };
  },
};
