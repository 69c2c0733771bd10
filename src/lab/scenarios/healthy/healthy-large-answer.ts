import type { Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { longAliases } from "../dns/long-aliases.ts";

/** An answer of many aliases does not fit into a classic datagram; EDNS or TCP brings it all. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "an answer above 512 octets",
  expected: {},
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net, client } = site;
    await site.publish([...longAliases(site, draw), `@ TXT "${"v=spf1 ".padEnd(250, "x")}"`]);
    client.etc(
      "resolv.conf",
      net.resolvConf(draw.pick(["options edns0", "options timeout:3", "options trust-ad"])),
    );
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: {
        argv: ["curl", "-sS", "--fail", "--max-time", "14", site.url],
        faultShows: /exit [1-9]/,
      },
    };
  },
};
