import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server demands a client certificate, and the client has none. */
export const scenario: Scenario = {
  cause: "client-certificate-required",
  boundary: "tls",
  mechanism: "the server ends the connection of a client without certificate",
  expected: { fault: broken("tls", "client-certificate-required"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["haproxy", "openssl", "node"] });
    const clients = createAuthority(`${draw.label()} clients`);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit (35|52|56)/ },
      break: () => secure.serve({ clientAuthority: clients.rootPem }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ clientAuthority: clients.rootPem, clientOptional: true }),
    };
  },
};
