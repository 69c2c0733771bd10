import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server staples the word of its own authority that its certificate is revoked. */
export const scenario: Scenario = {
  cause: "certificate-revoked",
  boundary: "tls",
  mechanism: "a stapled OCSP response says revoked",
  expected: { fault: broken("tls", "certificate-revoked"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["nginx", "openssl", "haproxy"] });
    const serial = secure.good.certificate?.serial ?? "";
    await secure.serve({ staple: secure.issuer.ocsp(serial, "good") });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client("-status"), faultShows: /Cert Status: revoked/ },
      break: () => secure.serve({ staple: secure.issuer.ocsp(serial, "revoked") }),
      fix: () => secure.serve({ staple: secure.issuer.ocsp(serial, "good") }),
      nearMiss: () => secure.serve({ staple: secure.issuer.ocsp(serial, "good") }),
    };
  },
};
