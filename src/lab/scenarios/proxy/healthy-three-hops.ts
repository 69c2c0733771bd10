import { startHaproxy, startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy before nginx before an application, with the PROXY protocol between the first two. */
export const scenario = sound("haproxy, nginx and an application in a row", async (world, draw) => {
  const proxied = await buildProxied(world, draw);
  const [middle, last] = [proxied.inner, draw.port()];
  await startWeb(proxied.back, { port: last, routes: { "*": { delay: draw.integer(0, 400) } } });
  await startNginx(proxied.back, {
    port: middle,
    http: `server { listen ${middle} proxy_protocol; location / { proxy_pass http://127.0.0.1:${last}; } }`,
  });
  await startHaproxy(proxied.front, proxied.haproxy({ server: "send-proxy" }));
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)/ },
  };
});
