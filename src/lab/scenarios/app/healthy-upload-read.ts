import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "../healthy/sound.ts";

/** The application reads a megabyte and says that it has made something of it. */
export const scenario = sound("a POST of a megabyte", async (world, draw) => {
  const site = await buildSite(world, draw);
  const port = draw.port();
  const url = `http://${site.name}:${port}/${draw.label()}`;
  const size = draw.integer(500_000, 2_000_000);
  const body = site.client.file("body", "x".repeat(size));
  await startWeb(site.server, { port, routes: { "*": { status: draw.pick([200, 201, 202, 204]) } } });
  return {
    target: url,
    options: ["--method", "POST", "--data-size", `${size}`],
    client: site.client,
    noise: site,
    proveByHand: answered("curl", "-sSf", "--data-binary", `@${body}`, url),
  };
});
