import { setTimeout as sleep } from "node:timers/promises";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy's checks have taken one server out; the backup serves. */
export const scenario = sound("a server is down by its checks, the backup serves", async (world, draw) => {
  const proxied = await buildProxied(world, draw);
  await startWeb(proxied.back, { port: proxied.inner });
  const dead = draw.port();
  await startHaproxy(proxied.front, {
    port: proxied.port,
    sections: `frontend public
  ${proxied.bind}
  default_backend application
backend application
  option redispatch 1
  retries 2
  server one ${proxied.address}:${dead} check inter 150ms fall 1
  server two ${proxied.address}:${proxied.inner} check inter 150ms ${draw.pick(["backup", ""])}`,
  });
  // Several intervals of the health check.
  await sleep(700);
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)/ },
  };
});
