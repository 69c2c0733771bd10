import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** The name has an IPv6 address that this host has no route to: an unused family, not a fault. */
export const scenario = sound("AAAA is answered, and the host has no IPv6", async (world, draw) => {
  const name = draw.name();
  const site = await buildSite(world, draw, {
    name,
    addresses: ({ servers, far }) => [
      ...servers.map((server) => far.address(server)),
      `2001:db8:${draw.integer(1, 9999)}::${draw.integer(1, 9999)}`,
    ],
  });
  const port = draw.port();
  await startNginx(site.server, servesWell(port));
  const url = `http://${name}:${port}/`;
  return { target: url, client: site.client, noise: site, proveByHand: answered("curl", "-sSf", url) };
});
