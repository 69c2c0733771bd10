import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** The application asks for credentials that the check has none of: a proper answer. */
export const scenario = sound("the application answers 401", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startWeb(site.server, {
    port,
    routes: {
      "*": { status: 401, headers: { "www-authenticate": draw.pick(["Bearer", 'Basic realm="well"']) } },
    },
  });
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
      faultShows: /status (?!401)/,
    },
  };
});
