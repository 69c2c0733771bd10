import { startService } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** Some requests to a service of any kind. */
export const scenario = sound("a capture of ordinary requests", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
  const { site } = built;
  const { target, isHttp } = await startService(site.server, site.name, draw);
  const url = isHttp ? target : built.besides;
  const request = ["curl", "-sSf", "--max-time", "5", "-o", "/dev/null", `${url}?[1-${draw.integer(1, 12)}]`];
  return built.asked(built.beside(request), /exit [1-9]/);
});
