import { startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** A file that nginx compresses for who can take it. */
export const scenario = sound("gzip", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  site.server.file("www/index.html", "well well well\n".repeat(draw.integer(200, 3_000)));
  await startNginx(site.server, {
    port,
    http: `gzip on; gzip_min_length 1; gzip_http_version 1.0; server { listen ${port}; root ${site.server.folder}/www;
location / { try_files $uri /index.html; } }`,
  });
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
      faultShows: /status (?!2)|exit [1-9]/,
    },
  };
});
