import { createAuthority } from "../../certificates/index.ts";
import { startSite, webKinds } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** HTTPS in either version, over HTTP/1.1 or HTTP/2. */
export const scenario = sound("a capture of HTTPS", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
  const { site, port } = built;
  const root = createAuthority(draw.label());
  await startSite(site.server, {
    kind: draw.pick(webKinds),
    port,
    certificate: root.issue({ subject: site.name }),
    maxVersion: draw.pick(["TLSv1.2", "TLSv1.3"]),
    alpn: draw.coin() ? ["h2", "http/1.1"] : ["http/1.1"],
  });
  const ca = site.client.file("ca.pem", root.rootPem);
  const url = `${built.url.replace("http:", "https:")}?[1-${draw.integer(1, 6)}]`;
  const request = ["curl", "-sSf", "--max-time", "5", "--cacert", ca, "-o", "/dev/null", url];
  return built.asked(built.beside(request), /exit [1-9]/);
});
