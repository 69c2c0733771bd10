import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** Plain HTTP from nginx. */
export const scenario = sound("http from nginx", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.pick([80, draw.port()]);
  await startNginx(site.server, servesWell(port));
  const url = `http://${site.name}:${port}/${draw.label()}`;
  return { target: url, client: site.client, noise: site, proveByHand: answered("curl", "-sSf", url) };
});
