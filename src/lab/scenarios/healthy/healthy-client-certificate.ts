import { createAuthority } from "../../certificates/index.ts";
import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server demands a client certificate, and the client has the right one. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "a demanded client certificate is sent",
  expected: {},
  async build(world, draw) {
    const clients = createAuthority(`${draw.label()} clients`);
    const own = clients.issue({ subject: draw.name(), usages: ["clientAuth"] });
    const secure = await buildSecureSite(world, draw, {
      kinds: ["nginx", "haproxy", "node"],
      good: { clientAuthority: clients.rootPem },
    });
    const { client } = secure.site;
    const [cert, key] = [client.file("client.pem", own.chainPem), client.file("client.key", own.keyPem)];
    return {
      target: secure.target,
      options: [...secure.trust, "--cert", cert, "--key", key],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--fail", "--cert", cert, "--key", key), faultShows: /exit [1-9]/ },
    };
  },
};
