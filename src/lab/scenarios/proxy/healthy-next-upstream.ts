import { startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** One of two upstreams refuses, and nginx serves every request by the other. */
export const scenario = sound("one upstream is dead, nginx asks the next", async (world, draw) => {
  const proxied = await buildProxied(world, draw);
  await startWeb(proxied.back, { port: proxied.inner });
  const dead = draw.port();
  await startNginx(proxied.front, {
    port: proxied.port,
    http: `upstream application { server ${proxied.address}:${proxied.inner}; server ${proxied.address}:${dead}; }
server { ${proxied.listen} location / { proxy_pass http://application; } }`,
  });
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)/ },
  };
});
