import { startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** Well-known application errors of the client pass a proxy: they are the application's own words. */
export const scenario = sound("an application's 4xx passes nginx", async (world, draw) => {
  const proxied = await buildProxied(world, draw);
  const status = draw.pick([400, 401, 403, 404, 409, 410, 422]);
  const headers = {
    "content-type": "application/json",
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
  };
  const body = JSON.stringify({ error: draw.label(), trace: draw.integer(1, 1e9) });
  await startWeb(proxied.back, { port: proxied.inner, routes: { "*": { status, headers, body } } });
  await startNginx(proxied.front, proxied.nginx());
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!4\d\d)/ },
  };
});
