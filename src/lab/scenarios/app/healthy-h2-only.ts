import { createAuthority } from "../../certificates/index.ts";
import { startHaproxy } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "../healthy/sound.ts";

/** A server that speaks HTTP/2 and nothing else, as gRPC servers do. */
export const scenario = sound("HTTP/2 alone", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const root = createAuthority(draw.label());
  const { chainPem, keyPem } = root.issue({ subject: site.name });
  const cert = site.server.file("both.pem", chainPem + keyPem);
  const ca = site.client.file("ca.pem", root.rootPem);
  await startHaproxy(site.server, {
    port,
    sections: `frontend public\n  bind :::${port} v4v6 ssl crt ${cert} alpn h2\n  http-request return status 200 content-type text/plain string "well"`,
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
