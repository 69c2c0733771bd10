import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { sound } from "../healthy/sound.ts";

/** A page that tells of errors, and is none. */
export const scenario = sound("the word error in the body of a 200", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  await startWeb(site.server, {
    port,
    routes: {
      "*": {
        headers: { "content-type": "application/json" },
        body: '{"errors":[],"error":null,"last":"502 Bad Gateway, upstream timed out"}',
      },
    },
  });
  return {
    target: url,
    client: site.client,
    noise: site,
    proveByHand: {
      argv: ["curl", "-sS", "-o", "/dev/null", "-w", "status %{http_code}\\n", "--max-time", "9", url],
      faultShows: /status (?!2)|exit [1-9]/,
    },
  };
});
