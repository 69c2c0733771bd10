import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startDnsmasq, startNginx } from "../../servers/index.ts";

/**
 * A port forward that leads back into the network it came from: the server answers the client straight, from its own
 * address, since nothing rewrites the source of the request. RFC 4787, section 6 ("hairpinning").
 */
export const scenario: Scenario = {
  cause: "reply-from-wrong-address",
  boundary: "response",
  mechanism: "the gateway forwards a port back into the client's own network without source NAT",
  expected: { fault: broken("response", "reply-from-wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const [client, resolver, server, stranger] = [
      world.host("client"),
      world.host("resolver"),
      world.host("server1"),
      world.host("stranger"),
    ];
    const gateway = world.router("router1");
    const lan = world.wire([client, resolver, gateway, server], draw.subnet());
    const far = world.wire([gateway, stranger], draw.subnet());
    await world.up();
    const name = draw.name();
    const [port, inner, other, otherInner] = [draw.port(), draw.port(), draw.port(), draw.port()];
    await startDnsmasq(resolver, { records: { [name]: [far.address(gateway)] } });
    client.etc("resolv.conf", `nameserver ${lan.address(resolver)}\n`);
    await startNginx(server, servesWell(inner));

    // A gateway that translates sends no redirects: they would name a host that does not own the address.
    const device = lan.interface(gateway);
    await gateway.sysctl({
      "net.ipv4.conf.all.send_redirects": 0,
      [`net.ipv4.conf.${device}.send_redirects`]: 0,
    });
    const forward = (from: number, to: number) =>
      `ip daddr ${far.address(gateway)} tcp dport ${from} dnat to ${lan.address(server)}:${to}`;
    await gateway.nft(
      `table ip inward {\nchain into {\ntype nat hook prerouting priority -100\n${forward(port, inner)}\n${forward(other, otherInner)}\n}\n}`,
    );
    const translated = (to: string) =>
      `ip saddr ${lan.prefix[4]} ip daddr ${lan.address(server)} tcp dport ${to} masquerade`;
    const hairpin = (to: string) =>
      gateway.nft(
        `table ip hairpin {\nchain out {\ntype nat hook postrouting priority 100\n${translated(to)}\n}\n}`,
      );
    const both = `{ ${inner}, ${otherInner} }`;
    await hairpin(both);
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client,
      noise: {
        client,
        routers: [gateway],
        servers: [server],
        stranger,
        far,
        resolverAddress: lan.address(resolver),
      },
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /timed out/i },
      break: () => gateway.nft("delete table ip hairpin"),
      fix: () => hairpin(both),
      // The other port of the same address is forgotten.
      async nearMiss() {
        await gateway.nft("delete table ip hairpin");
        await hairpin(`${inner}`);
      },
    };
  },
};
