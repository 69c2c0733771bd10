import { broken, type Scenario } from "../../scenario.ts";
import { buildSignedSite } from "./signed-site.ts";

/** The zone is signed for a time that has not begun, by a signer whose clock is ahead. */
export const scenario: Scenario = {
  cause: "dnssec-bogus",
  boundary: "dns",
  mechanism: "RRSIG before its inception",
  expected: { fault: broken("dns", "dnssec-bogus") },
  async build(world, draw) {
    const signed = await buildSignedSite(world, draw);
    const { site } = signed;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=5", site.net.name], faultShows: /status: SERVFAIL/ },
      break: () => signed.publish(signed.text, { from: draw.integer(1, 9), until: 40 }),
      fix: () => signed.restore(),
    };
  },
};
