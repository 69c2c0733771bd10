import { broken, type Scenario } from "../../scenario.ts";
import { buildSignedSite } from "./signed-site.ts";

/** An address was changed in the signed zone by hand, so that its signature is of another record. */
export const scenario: Scenario = {
  cause: "dnssec-bogus",
  boundary: "dns",
  mechanism: "a record altered after signing",
  expected: { fault: broken("dns", "dnssec-bogus") },
  async build(world, draw) {
    const signed = await buildSignedSite(world, draw);
    const { site } = signed;
    const { address } = site.net;
    const other = site.net.far.address(site.net.stranger);
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=5", site.net.name], faultShows: /status: SERVFAIL/ },
      break: () => signed.serve((text) => text.replaceAll(address, other)),
      fix: () => signed.restore(),
    };
  },
};
