import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** The application did not like what it was asked: a proper answer. */
export const scenario = sound("the application answers 400, 409, 410 or 422", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ error: draw.label(), trace: draw.integer(1, 1e9) });
  await startWeb(site.server, {
    port,
    routes: { "*": { status: draw.pick([400, 406, 409, 410, 415, 422]), headers, body } },
  });
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
      faultShows: /status (?!4)/,
    },
  };
});
