import { createAuthority } from "../../certificates/index.ts";
import type { Scenario } from "../../scenario.ts";
import { startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The server has an RSA and an ECDSA certificate; of the RSA one nobody has need. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "RSA and ECDSA certificates on one port",
  expected: {},
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const root = createAuthority(draw.label());
    const lines = (["ec", "rsa2048"] as const).map((key) => {
      const { chainPem, keyPem } = root.issue({ subject: site.name, key });
      const [cert, secret] = [
        site.server.file(`${key}.pem`, chainPem),
        site.server.file(`${key}.key`, keyPem),
      ];
      return `ssl_certificate ${cert}; ssl_certificate_key ${secret};`;
    });
    await startNginx(site.server, {
      port,
      http: `server { listen ${port} ssl; ${lines.join(" ")} location / { return 200 "well\\n"; } }`,
    });
    const caFile = site.client.file("ca.pem", root.rootPem);
    const url = `https://${site.name}:${port}/`;
    return {
      target: url,
      options: ["--ca", caFile],
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--fail", "--cacert", caFile, url], faultShows: /exit [1-9]/ },
    };
  },
};
