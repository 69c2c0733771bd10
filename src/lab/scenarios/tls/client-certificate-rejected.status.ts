import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** nginx completes the handshake and answers a client whose certificate it does not take by status 400. */
export const scenario: Scenario = {
  cause: "client-certificate-rejected",
  boundary: "tls",
  mechanism: "the server answers 400 to a bad client certificate",
  expected: { fault: broken("tls", "client-certificate-rejected") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["nginx"] });
    const clients = createAuthority(`${draw.label()} clients`);
    const others = createAuthority(`${draw.label()} clients`);
    const own = draw.pick([others, clients]).issue({
      subject: draw.name(),
      usages: ["clientAuth"],
      from: -90,
      until: -draw.integer(1, 60),
    });
    const { client } = secure.site;
    const identity = {
      cert: client.file("client.pem", own.chainPem),
      key: client.file("client.key", own.keyPem),
    };
    return {
      target: secure.url,
      options: [...secure.trust, "--cert", identity.cert, "--key", identity.key],
      client,
      noise: secure.site,
      proveByHand: {
        argv: secure.curl("--include", "--cert", identity.cert, "--key", identity.key),
        faultShows: /400 The SSL certificate error/,
      },
      break: () => secure.serve({ clientAuthority: clients.rootPem }),
      fix: () => secure.restore(),
    };
  },
};
