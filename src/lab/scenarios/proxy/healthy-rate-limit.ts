import { startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** A rate limit that stands and is not met: many a second, with a burst. */
export const scenario = sound("a rate limit with room", async (world, draw) => {
  const proxied = await buildProxied(world, draw);
  await startWeb(proxied.back, { port: proxied.inner });
  await startNginx(
    proxied.front,
    proxied.nginx(
      "limit_req zone=all burst=50 nodelay;",
      "limit_req_zone $binary_remote_addr zone=all:1m rate=50r/s;",
    ),
  );
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)/ },
  };
});
