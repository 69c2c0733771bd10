import { startNginx } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** The caller says that 503 is the proper answer, as of a page that announces maintenance. */
export const scenario = sound("503 with --expect-status 503", async (world, draw) => {
  const status = draw.pick([503, 502, 500, 429, 404]);
  const proxied = await buildProxied(world, draw, { options: ["--expect-status", `${status}`] });
  const config = proxied.nginx();
  await startNginx(proxied.front, {
    ...config,
    http: `server { ${proxied.listen} return ${status} "closed until noon"; }`,
  });
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: new RegExp(`status (?!${status})`) },
  };
});
