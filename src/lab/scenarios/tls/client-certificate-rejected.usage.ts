import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The client's certificate was renewed without clientAuth, as public authorities now issue them. */
export const scenario: Scenario = {
  cause: "client-certificate-rejected",
  boundary: "tls",
  mechanism: "client certificate for serverAuth only",
  expected: { fault: broken("tls", "client-certificate-rejected") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["haproxy", "openssl", "node"] });
    const clients = createAuthority(`${draw.label()} clients`);
    const own = clients.issue({ subject: draw.name(), usages: ["serverAuth"] });
    const { client } = secure.site;
    const identity = {
      cert: client.file("client.pem", own.chainPem),
      key: client.file("client.key", own.keyPem),
    };
    return {
      target: secure.target,
      options: [...secure.trust, "--cert", identity.cert, "--key", identity.key],
      client,
      noise: secure.site,
      proveByHand: {
        argv: secure.curl("--include", "--cert", identity.cert, "--key", identity.key),
        faultShows: /exit (35|52|56)/,
      },
      break: () => secure.serve({ clientAuthority: clients.rootPem }),
      fix: () => secure.restore(),
    };
  },
};
