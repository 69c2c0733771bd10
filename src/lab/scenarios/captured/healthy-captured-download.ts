import { startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** A few megabytes at the speed of the machine. */
export const scenario = sound("a capture of a large download", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
  const { site, port } = built;
  await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(2_000_000, 6_000_000) } } });
  return built.asked(built.beside(built.curl(8)), /exit [1-9]/);
});
