import { startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** An answer from a cache on the way, which says a lot about itself, past misfortunes included. RFC 9211, RFC 9209. */
export const scenario = sound("a cache hit with its own headers", async (world, draw) => {
  const proxied = await buildProxied(world, draw, { secure: false });
  const headers = {
    via: "1.1 edge, 1.1 shield",
    age: `${draw.integer(1, 90_000)}`,
    "x-cache": draw.pick(["HIT", "MISS", "STALE"]),
    "cache-status": "edge; fwd=stale; fwd-status=503, shield; hit",
    warning: '110 - "Response is Stale"',
    "retry-after": "120",
  };
  await startWeb(proxied.front, { port: proxied.port, routes: { "*": { headers, body: "well\\n" } } });
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)/ },
  };
});
