import { startHaproxy, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** The same behind haproxy, which says nothing of itself. */
export const scenario = sound("an application's 4xx passes haproxy", async (world, draw) => {
  const proxied = await buildProxied(world, draw);
  const status = draw.pick([400, 401, 403, 404, 409, 410, 422]);
  const headers = {
    "content-type": "application/json",
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
  };
  const body = JSON.stringify({ error: draw.label(), trace: draw.integer(1, 1e9) });
  await startWeb(proxied.back, { port: proxied.inner, routes: { "*": { status, headers, body } } });
  await startHaproxy(proxied.front, proxied.haproxy());
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!4\d\d)/ },
  };
});
