import { broken, type Scenario } from "../../scenario.ts";
import { createSigner } from "../../servers/index.ts";
import { buildSignedSite } from "./signed-site.ts";

/** The zone has new keys, and the DS that the resolver trusts is still of the old ones. */
export const scenario: Scenario = {
  cause: "dnssec-bogus",
  boundary: "dns",
  mechanism: "the zone is signed with keys that no DS stands for",
  expected: { fault: broken("dns", "dnssec-bogus") },
  async build(world, draw) {
    const signed = await buildSignedSite(world, draw);
    const { site } = signed;
    const next = await createSigner(site.net.authority, site.net.zone, "next");
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=5", site.net.name], faultShows: /status: SERVFAIL/ },
      break: () => signed.publish(signed.text, undefined, next),
      fix: () => signed.restore(),
    };
  },
};
