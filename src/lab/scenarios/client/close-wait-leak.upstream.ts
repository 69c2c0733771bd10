import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHoarder, startNginx } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/**
 * The application of the server asks another service for every request and never closes the response: each stays in
 * CLOSE_WAIT towards that one service, until there is no file left to accept with.
 */
export const scenario: Scenario = {
  cause: "close-wait-leak",
  boundary: "client",
  mechanism:
    "the server's application, seen from there, leaks its connections to one upstream up to its limit of files",
  expected: { fault: broken("client", "close-wait-leak"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { servers: 2 });
    const [application, other] = site.servers;
    if (!application || !other) throw new Error("This site has two servers");
    const [port, inner] = [draw.port(), draw.port()];
    await startNginx(other, {
      port: inner,
      http: `server { listen ${inner}; listen [::]:${inner}; location / { return 200 "data\\n"; } }`,
    });
    const openFiles = draw.integer(120, 300);
    const upstream = { address: site.far.address(other, site.family), port: inner };
    const sound = { port, openFiles, upstream, asked: draw.integer(5, 20), leaks: false };
    const app = await startHoarder(application, sound);
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      options: ["--deadline", "6s"],
      at: application.name,
      proveByHand: askedByHand(target),
      break: () => app.restart({ ...sound, asked: openFiles, leaks: true }),
      fix: () => app.restart(sound),
      // As many requests, each closed.
      nearMiss: () => app.restart({ ...sound, asked: openFiles }),
    };
  },
};
