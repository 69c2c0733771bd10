import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import { layTunnel } from "./tunnel.ts";

/** The same from the client alone, and by what it sends: an upload stands still, a short request passes. */
export const scenario: Scenario = {
  cause: "mtu-black-hole",
  boundary: "path",
  mechanism: "a tunnel with the MTU of its underlay swallows an upload; nobody tells",
  expected: { fault: broken("path", "mtu-black-hole"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { routers: draw.integer(2, 3) });
    const port = draw.port();
    await startWeb(site.server, { port });
    const octets = draw.integer(100_000, 400_000);
    const target = `http://${site.name}:${port}/`;
    const tunnel = await layTunnel(site, draw);
    const file = site.client.file("upload.bin", Buffer.alloc(octets));
    const { argv, faultShows } = askedByHand(target);
    return {
      target,
      client: site.client,
      noise: site,
      options: ["--method", "POST", "--data-size", `${octets}`],
      proveByHand: { argv: [...argv, "--data-binary", `@${file}`], faultShows },
      ...tunnel.tooLarge,
      // The same tunnel; its routers bound the segments that TCP agrees on.
      nearMiss: tunnel.tooLargeAndClamped,
    };
  },
};
