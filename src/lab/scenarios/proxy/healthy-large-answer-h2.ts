import { startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** Some megabytes through a proxy, over HTTP/2 or 1.1: flow control has its say. */
export const scenario = sound("a large answer through a proxy", async (world, draw) => {
  const proxied = await buildProxied(world, draw, { secure: true });
  await startWeb(proxied.back, {
    port: proxied.inner,
    routes: { "*": { octets: draw.integer(2_000_000, 6_000_000) } },
  });
  await startNginx(proxied.front, proxied.nginx(draw.pick(["", "proxy_buffering off;"])));
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)|exit [1-9]/ },
  };
});
