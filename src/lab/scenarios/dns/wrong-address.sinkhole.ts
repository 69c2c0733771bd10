import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { ownAnswer } from "./own-answer.ts";

/** A resolver with a list of blocked domains answers the unspecified address for them, or this host's own. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism: "a blocking resolver answers 0.0.0.0 or 127.0.0.1 for the site's domain",
  expected: { fault: broken("dns", "wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw);
    const { net } = site;
    const [config] = site.recursion;
    const answer = { address: draw.pick(["0.0.0.0", "127.0.0.1"]), ttl: draw.pick([2, 60, 3600]) };
    const blocks = (name: string) => () => site.recursor.restart(ownAnswer(config, name, answer));
    return {
      target: site.url,
      client: site.client,
      noise: net,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "4", site.url], faultShows: /exit 7/ },
      break: blocks(draw.pick([net.name, net.zone])),
      fix: () => site.recursor.restart(config),
      // Another domain is on the list.
      nearMiss: blocks(draw.name()),
    };
  },
};
