import { createAuthority } from "../../certificates/index.ts";
import { startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "../healthy/sound.ts";

/** nginx ends an HTTP/2 connection after each request, with GOAWAY and no error. */
export const scenario = sound("GOAWAY after each answer", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const root = createAuthority(draw.label());
  const { chainPem, keyPem } = root.issue({ subject: site.name });
  const cert = site.server.file("both.pem", chainPem + keyPem);
  const ca = site.client.file("ca.pem", root.rootPem);
  await startNginx(site.server, {
    port,
    http: `keepalive_requests 1; server { listen ${port} ssl http2; ssl_certificate ${cert}; ssl_certificate_key ${cert};
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
});
