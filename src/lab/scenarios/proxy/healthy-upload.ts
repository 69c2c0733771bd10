import { startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** An upload below the proxy's limit, above everything that fits a packet or a buffer. */
export const scenario = sound("an upload below client_max_body_size", async (world, draw) => {
  const size = draw.integer(100_000, 900_000);
  const proxied = await buildProxied(world, draw, {
    options: ["--method", draw.pick(["POST", "PUT"]), "--data-size", `${size}`],
  });
  const body = proxied.site.client.file("body", "x".repeat(size));
  await startWeb(proxied.back, {
    port: proxied.inner,
    routes: { "*": { status: draw.pick([200, 201, 204]) } },
  });
  await startNginx(proxied.front, proxied.nginx());
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl("--data-binary", `@${body}`), faultShows: /status (?!20)/ },
  };
});
