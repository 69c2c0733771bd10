import { startHoarder, startHolder, startNginx } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** Many idle connections at the server, and an application beside it that leaks a little: nothing that this request meets. */
export const scenario = sound(
  "idle connections, and a few in CLOSE_WAIT, on the server's host",
  async (world, draw) => {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const [port, inner, other] = [draw.port(), draw.port(), draw.port()];
    const serve = (listen: number, name: string) =>
      startNginx(site.server, {
        port: listen,
        name,
        http: `server { listen ${listen}; location / { return 200 "well\\n"; } }`,
      });
    await serve(port, "front");
    await serve(inner, "inner");
    const upstream = { address: site.far.address(site.server), port: inner };
    const asked = draw.integer(20, 60);
    await startHoarder(site.server, { port: other, openFiles: 1_000, upstream, asked, leaks: true });
    await startHolder(site.stranger, { address: site.address, port, count: draw.integer(50, 150) });
    const target = `http://${site.name}:${port}/`;
    return { ...site.asked, target, proveByHand: askedByHand(target) };
  },
);
