import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** Both families serve; the answer is some hundred kilobytes. */
export const scenario = sound("dual stack, a larger answer", async (world, draw) => {
  const site = await buildSite(world, draw, { families: [4, 6] });
  const port = draw.port();
  await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(50_000, 900_000) } } });
  const url = `http://${site.name}:${port}/`;
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: answered("curl", "-sSf", "-o", "/dev/null", url),
  };
});
