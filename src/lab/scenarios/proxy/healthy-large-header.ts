import { startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** A long header that still fits every buffer on the way. */
export const scenario = sound("a header of some kilobytes that fits", async (world, draw) => {
  const value = "x".repeat(draw.integer(3_000, 7_000));
  const proxied = await buildProxied(world, draw, {
    secure: false,
    options: ["--header", `X-Session: ${value}`],
    ask: ["-H", `X-Session: ${value}`],
  });
  const cookie = `session=${"x".repeat(2_500)}`;
  await startWeb(proxied.back, {
    port: proxied.inner,
    routes: { "*": { headers: { "set-cookie": cookie } } },
  });
  await startNginx(proxied.front, proxied.nginx());
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)/ },
  };
});
