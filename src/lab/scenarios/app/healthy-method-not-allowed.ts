import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** The application has no OPTIONS. */
export const scenario = sound("405 to OPTIONS", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startWeb(site.server, { port, routes: { "*": { status: 405, headers: { allow: "GET, POST" } } } });
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
      faultShows: /status (?!405)/,
    },
    options: ["--method", "OPTIONS"],
  };
});
