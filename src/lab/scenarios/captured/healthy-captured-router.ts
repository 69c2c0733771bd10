import { startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** On a router each packet is seen twice where all interfaces are captured, with one TTL less. */
export const scenario = sound("a capture at a router on the way", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client"]);
  const { site, port } = built;
  await startWeb(site.server, { port, routes: { "*": { octets: draw.integer(500, 60_000) } } });
  const host = draw.pick(site.routers as [typeof site.gateway]);
  const many = built.curl(8, `${built.url}?[1-5]`).slice(0, -1);
  return built.asked(built.beside(many), /exit [1-9]/, {
    places: [{ at: "router", host }],
    view: ["router"],
  });
});
