import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** Names are the same in capitals (RFC 4343), in the URL as in the certificate. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "capitals in the name",
  expected: {},
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const { name } = secure.site;
    await secure.serve({ certificate: secure.leaf({ names: [draw.coin() ? name : name.toUpperCase()] }) });
    const url = `https://${name.replace(/^./, (first) => first.toUpperCase())}:${secure.port}/`;
    return {
      target: url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: [...secure.curl("--fail").slice(0, -1), url], faultShows: /exit [1-9]/ },
    };
  },
};
