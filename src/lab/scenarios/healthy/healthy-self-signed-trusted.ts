import { selfSigned } from "../../certificates/index.ts";
import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The certificate vouches for itself, and the caller says that this is the one to trust. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "a self-signed certificate that is trusted by --ca",
  expected: {},
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const own = selfSigned({ subject: secure.site.name });
    await secure.serve({ certificate: own });
    const caFile = secure.site.client.file("own.pem", own.pem);
    return {
      target: secure.target,
      options: ["--ca", caFile],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: [...secure.curl("--fail"), "--cacert", caFile], faultShows: /exit [1-9]/ },
    };
  },
};
