import { startWeb } from "../../servers/index.ts";
import { buildSlowLine } from "../path/slow-line.ts";
import { answered, sound } from "./sound.ts";

/** Some packets overtake others, as over several lines at once; a large answer arrives whole. */
export const scenario = sound("a line that changes the order of packets", async (world, draw) => {
  const { site, fault } = await buildSlowLine(world, draw);
  const port = draw.port();
  await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(50_000, 300_000) } } });
  await fault({ delay: draw.integer(5, 15), jitter: 3, reorder: 0.05 }).break();
  const url = `http://${site.name}:${port}/`;
  return { ...site.asked, target: url, proveByHand: answered("curl", "-sSf", "-o", "/dev/null", url) };
});
