import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { answersElsewhere } from "./answers-elsewhere.ts";

/** The gateway is the nameserver that hosts are given, and passes the questions on to a resolver beside them. */
export const scenario: Scenario = {
  cause: "reply-from-wrong-address",
  boundary: "response",
  mechanism: "the gateway forwards DNS back into the client's own network without source NAT",
  expected: { fault: broken("response", "reply-from-wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolversBeyond: false });
    const { net, client } = site;
    const asked = net.lan.address(net.gateway);
    const device = net.lan.interface(net.gateway);
    // A gateway that translates sends no redirects: they would name a host that does not own the address.
    await net.gateway.sysctl({
      "net.ipv4.conf.all.send_redirects": 0,
      [`net.ipv4.conf.${device}.send_redirects`]: 0,
    });
    const into = ["udp", "tcp"].map(
      (protocol) => `ip daddr ${asked} ${protocol} dport 53 dnat to ${net.resolverAddress}`,
    );
    await net.gateway.nft(
      `table ip inward {\nchain into {\ntype nat hook prerouting priority -100\n${into.join("\n")}\n}\n}`,
    );
    const out = `ip saddr ${net.lan.prefix[4]} ip daddr ${net.resolverAddress} masquerade`;
    const hairpin = () =>
      net.gateway.nft(
        `table ip hairpin {\nchain out {\ntype nat hook postrouting priority 100\n${out}\n}\n}`,
      );
    await hairpin();
    const asks = (address: string) =>
      client.etc("resolv.conf", `nameserver ${address}\noptions timeout:${draw.integer(1, 2)}\n`);
    asks(asked);
    const forget = () => net.gateway.nft("delete table ip hairpin");
    return {
      target: site.url,
      client,
      noise: { ...net, resolverAddress: asked },
      withoutNoise: ["failed-lookups"],
      proveByHand: answersElsewhere(net.name),
      break: forget,
      fix: hairpin,
      // The same forward, and a client that asks the resolver itself.
      async nearMiss() {
        await forget();
        asks(net.resolverAddress);
      },
    };
  },
};
