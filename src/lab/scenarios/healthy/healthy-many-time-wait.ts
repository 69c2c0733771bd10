import { servesWell, startHolder, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** Some thousand finished connections to this very service: a tenth of the ports, which is nothing. */
export const scenario = sound("thousands of TIME_WAIT towards the service", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  await startNginx(site.server, servesWell(port));
  const leaver = await startHolder(site.client, {
    address: site.address,
    port,
    count: draw.integer(2_000, 3_000),
    leave: true,
  });
  await leaver.stop();
  const url = `http://${site.name}:${port}/`;
  return { target: url, client: site.client, noise: site, proveByHand: answered("curl", "-sSf", url) };
});
