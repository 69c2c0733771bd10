import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** An application that takes its time, below a second. */
export const scenario = sound("an answer after half a second", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startWeb(site.server, { port, routes: { "*": { body: "well\n", delay: draw.integer(300, 800) } } });
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
