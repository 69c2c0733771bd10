import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { answersElsewhere } from "./answers-elsewhere.ts";

/**
 * A resolver on a wildcard socket answers from the address that its routes prefer, not from the one that was asked.
 * RFC 2181, section 4.1; unbound.conf(5), `interface-automatic`.
 */
export const scenario: Scenario = {
  cause: "reply-from-wrong-address",
  boundary: "response",
  mechanism: "a resolver with two addresses answers over UDP from the other one",
  expected: { fault: broken("response", "reply-from-wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const automatic = (word: "yes" | "no") => [`interface-automatic: ${word}`];
    const site = await buildNamedSite(world, draw, {
      kinds: ["unbound"],
      recursion: { unbound: automatic("yes") },
    });
    const { net, client } = site;
    const [config] = site.recursion;
    const [resolver] = net.resolvers;
    if (!config || !resolver) throw new Error("This site has a resolver");
    // Hosts of a wire are numbered from 2 to 250.
    const second = net.resolverAddress.replace(/\d+$/, `${draw.integer(251, 254)}`);
    await resolver.ip("addr", "add", `${second}/24`, "dev", "eth0");
    const asks = (address: string) =>
      client.etc("resolv.conf", `nameserver ${address}\noptions timeout:${draw.integer(1, 2)}\n`);
    asks(second);
    const serve = (word: "yes" | "no") => site.recursor.restart({ ...config, unbound: automatic(word) });
    return {
      target: site.url,
      client,
      noise: { ...net, resolverAddress: second },
      withoutNoise: ["failed-lookups"],
      proveByHand: answersElsewhere(net.name),
      break: () => serve("no"),
      fix: () => serve("yes"),
      // The same resolver, asked at the address that it answers from.
      async nearMiss() {
        await serve("no");
        asks(net.resolverAddress);
      },
    };
  },
};
