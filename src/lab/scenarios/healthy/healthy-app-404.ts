import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** The application itself says that the thing asked for does not exist: a proper answer. */
export const scenario = sound(
  "the application answers 404 for what it does not have",
  async (world, draw) => {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const id = draw.integer(1000, 99_999);
    const body = JSON.stringify({ error: "not found", order: id });
    const headers = { "content-type": "application/json" };
    await startWeb(site.server, { port, routes: { [`/api/orders/${id}`]: { status: 404, headers, body } } });
    const url = `http://${site.name}:${port}/api/orders/${id}`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", url], faultShows: /exit ([1-9]|t)/ },
    };
  },
);
