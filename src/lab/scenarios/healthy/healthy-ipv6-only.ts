import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** A network without IPv4: no A record, no IPv4 route. */
export const scenario = sound("http over IPv6 alone", async (world, draw) => {
  const site = await buildSite(world, draw, { families: [6] });
  const port = draw.port();
  await startNginx(site.server, servesWell(port));
  const url = draw.pick([`http://${site.name}:${port}/`, `http://[${site.address}]:${port}/`]);
  return { target: url, client: site.client, noise: site, proveByHand: answered("curl", "-gsSf", url) };
});
