import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "../healthy/sound.ts";

/** A deadline of the caller with room for what a healthy request takes. */
export const scenario = sound("a deadline that is met", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startWeb(site.server, { port, routes: { "*": { body: "well\n", delay: draw.integer(0, 500) } } });
  return {
    target: url,
    options: ["--deadline", draw.pick(["4s", "10s", "30s"])],
    client: site.client,
    noise: site,
    proveByHand: answered("curl", "-sSf", "--max-time", "4", url),
  };
});
