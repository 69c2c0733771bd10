import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSlowLine } from "../path/slow-line.ts";
import { answered, sound } from "./sound.ts";

/** From one continent to another: each round trip takes its time, every time. */
export const scenario = sound("a long steady round trip", async (world, draw) => {
  const { site, fault } = await buildSlowLine(world, draw);
  const port = draw.port();
  await startNginx(site.server, servesWell(port));
  await fault({ delay: draw.integer(60, 130), jitter: draw.integer(0, 3) }).break();
  const url = `http://${site.name}:${port}/`;
  return {
    ...site.asked,
    target: url,
    // It would take a minute over this line.
    withoutNoise: ["time-wait"],
    proveByHand: answered("curl", "-sSf", url),
  };
});
