import { startTcp } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** A TCP service that says nothing until it is spoken to, or greets. */
export const scenario = sound("a TCP service, silent or with a banner", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  await startTcp(site.server, { port, act: "hold", ...(draw.coin() ? { banner: "220 ready\r\n" } : {}) });
  const argv = ["curl", "-sS", "--max-time", "1", `telnet://${site.name}:${port}`];
  return {
    target: `tcp://${site.name}:${port}`,
    client: site.client,
    noise: site,
    proveByHand: { argv, faultShows: /exit 7/ },
  };
});
