import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The client's certificate is of an authority that the server does not take. */
export const scenario: Scenario = {
  cause: "client-certificate-rejected",
  boundary: "tls",
  mechanism: "client certificate of another authority",
  expected: { fault: broken("tls", "client-certificate-rejected"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["haproxy", "openssl", "node"] });
    const clients = createAuthority(`${draw.label()} clients`);
    const others = createAuthority(`${draw.label()} clients`);
    const own = others.issue({ subject: draw.name(), usages: ["clientAuth"] });
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
      nearMiss: () => secure.serve({ clientAuthority: others.rootPem }),
    };
  },
};
