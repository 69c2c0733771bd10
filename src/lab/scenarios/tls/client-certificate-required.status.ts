import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** nginx completes the handshake and answers a client without certificate by status 400. */
export const scenario: Scenario = {
  cause: "client-certificate-required",
  boundary: "tls",
  mechanism: "the server answers 400 to a client without certificate",
  expected: { fault: broken("tls", "client-certificate-required"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["nginx"] });
    const clients = createAuthority(`${draw.label()} clients`);
    return {
      target: secure.url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--include"), faultShows: /400 No required SSL certificate was sent/ },
      break: () => secure.serve({ clientAuthority: clients.rootPem }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ clientAuthority: clients.rootPem, clientOptional: true }),
    };
  },
};
