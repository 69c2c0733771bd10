import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** The server closes what is idle for a second or two. */
export const scenario = sound("a server with a short idle timer", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startWeb(site.server, {
    port,
    keepAlive: draw.integer(100, 2_000),
    routes: { "*": { body: "well\n" } },
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
