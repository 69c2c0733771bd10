import { startNginx } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** HTTP/2 in the clear, with prior knowledge. RFC 9113, section 3.3. */
export const scenario = sound("a capture of cleartext HTTP/2", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
  const { site, port } = built;
  await startNginx(site.server, {
    port,
    http: `server { listen ${port} http2; location / { return 200 "${"x".repeat(draw.integer(10, 3_000))}"; } }`,
  });
  const request = [
    "curl",
    "-sSf",
    "--http2-prior-knowledge",
    "--max-time",
    "5",
    "-o",
    "/dev/null",
    built.url,
  ];
  return built.asked(built.beside(request), /exit [1-9]/);
});
