import { startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** Packets overtake each other on a long way, and none is lost. */
export const scenario = sound(
  "a capture of a download whose packets overtake each other",
  async (world, draw) => {
    const reordered = { delay: draw.integer(3, 8), reorder: 0.03 };
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"], {
      slow: { far: reordered },
    });
    const { site, port } = built;
    await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(200_000, 400_000) } } });
    return built.asked(built.beside(built.curl(8)), /exit [1-9]/);
  },
);
