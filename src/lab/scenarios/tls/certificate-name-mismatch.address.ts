import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The site is asked by its address, and the certificate has names alone. */
export const scenario: Scenario = {
  cause: "certificate-name-mismatch",
  boundary: "tls",
  mechanism: "asked by address, the certificate holds names only",
  expected: { fault: broken("tls", "certificate-name-mismatch") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const { address, name } = secure.site;
    const url = `https://${address}:${secure.port}/`;
    const withAddress = secure.leaf({ names: [name, address] });
    await secure.serve({ certificate: withAddress });
    return {
      target: url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--url", url).slice(0, -1), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf() }),
      fix: () => secure.serve({ certificate: withAddress }),
    };
  },
};
