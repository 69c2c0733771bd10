import { startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** A server that says 100 Continue before it reads, and answers when it has read. */
export const scenario = sound("100 Continue, then 201", async (world, draw) => {
  const size = draw.integer(50_000, 500_000);
  const proxied = await buildProxied(world, draw, {
    secure: false,
    options: ["--method", "POST", "--data-size", `${size}`, "--header", "Expect: 100-continue"],
  });
  const body = proxied.site.client.file("body", "x".repeat(size));
  await startWeb(proxied.front, { port: proxied.port, routes: { "*": { status: 201, body: "well\\n" } } });
  return {
    ...proxied.setup,
    proveByHand: {
      argv: proxied.curl("-H", "Expect: 100-continue", "--data-binary", `@${body}`),
      faultShows: /status (?!201)/,
    },
  };
});
