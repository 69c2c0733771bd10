import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The certificate names places that nobody can reach, and asks for a staple that nobody sends; ordinary clients look at neither. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "dead URLs in the certificate",
  expected: {},
  async build(world, draw) {
    const nowhere = `http://${draw.subnet().v4}.9`;
    const secure = await buildSecureSite(world, draw, {
      leaf: {
        issuerUrl: `${nowhere}/issuer.cer`,
        ocspUrl: `${nowhere}/ocsp`,
        crlUrl: `${nowhere}/list.crl`,
        mustStaple: draw.coin(),
      },
    });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--fail"), faultShows: /exit [1-9]/ },
    };
  },
};
