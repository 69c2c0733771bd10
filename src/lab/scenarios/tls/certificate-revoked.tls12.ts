import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** In TLS 1.2 the staple is a message of its own, CertificateStatus, in the clear. RFC 6066, section 8. */
export const scenario: Scenario = {
  cause: "certificate-revoked",
  boundary: "tls",
  mechanism: "a TLS 1.2 server staples that its certificate is revoked",
  expected: { fault: broken("tls", "certificate-revoked"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, {
      kinds: ["nginx", "openssl", "haproxy"],
      good: { maxVersion: "TLSv1.2" },
    });
    const stapled = (request: Parameters<typeof secure.leaf>[0], word: "good" | "revoked") => {
      const certificate = secure.leaf(request);
      return { certificate, staple: secure.issuer.ocsp(certificate.serial, word) };
    };
    await secure.serve(stapled({}, "good"));
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client("-status"), faultShows: /Cert Status: revoked/ },
      break: () => secure.serve(stapled({}, "revoked")),
      fix: () => secure.serve(stapled({}, "good")),
      // The staple speaks of another certificate of the same issuer, which no client takes for this one's.
      nearMiss: () =>
        secure.serve({ ...stapled({}, "good"), staple: secure.issuer.ocsp(secure.leaf().serial, "good") }),
    };
  },
};
