import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** Python's http.server, HTTP/1.0, one connection for one request. */
export const scenario = sound("python http.server", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/`;
  site.server.file("www/index.html", "<!doctype html><title>well</title>");
  await site.server.start({
    argv: ["python3", "-m", "http.server", "--directory", `${site.server.folder}/www`, `${port}`],
    ready: { tcp: port },
  });
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
      faultShows: /status (?!200)/,
    },
  };
});
