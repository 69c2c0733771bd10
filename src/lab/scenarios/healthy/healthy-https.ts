import { createAuthority } from "../../certificates/index.ts";
import { startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** HTTPS from nginx with an intermediate, a private root that the caller names, and HTTP/2. */
export const scenario = sound(
  "https from nginx, HTTP/2, a private root given by --ca",
  async (world, draw) => {
    const site = await buildSite(world, draw);
    const port = draw.pick([443, draw.port()]);
    const root = createAuthority(draw.label());
    const { chainPem, keyPem } = root.intermediate(draw.label()).issue({ subject: site.name });
    const cert = site.server.file("cert.pem", chainPem);
    const key = site.server.file("key.pem", keyPem);
    const ca = site.client.file("ca.pem", root.rootPem);
    await startNginx(site.server, {
      port,
      http: `server { listen ${port} ssl http2; ssl_certificate ${cert}; ssl_certificate_key ${key};
location / { return 200 "well\\n"; } }`,
    });
    const url = `https://${site.name}:${port}/`;
    return {
      target: url,
      options: ["--ca", ca],
      client: site.client,
      noise: site,
      proveByHand: answered("curl", "-sSf", "--cacert", ca, url),
    };
  },
);
