import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The site is asked by its address, which the certificate holds. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "an address in the certificate",
  expected: {},
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const { address } = secure.site;
    await secure.serve({ certificate: secure.leaf({ names: [draw.name(), address] }) });
    const url = `https://${address}:${secure.port}/`;
    return {
      target: url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: [...secure.curl("--fail").slice(0, -1), url], faultShows: /exit [1-9]/ },
    };
  },
};
