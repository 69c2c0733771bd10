import { startHaproxy, startNginx } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy hands TLS through to nginx, which ends it, with the client's address in a PROXY header. */
export const scenario = sound("TLS passed through, with the PROXY protocol", async (world, draw) => {
  const proxied = await buildProxied(world, draw, { secure: true });
  await startNginx(proxied.back, {
    port: proxied.inner,
    http: `server { ${proxied.listen.replace(`listen ${proxied.port}`, `listen ${proxied.inner} proxy_protocol`)}
location / { return 200 "well\\n"; } }`,
  });
  await startHaproxy(proxied.front, {
    port: proxied.port,
    defaults: "mode tcp\n  timeout connect 2s\n  timeout client 10s\n  timeout server 10s",
    sections: `listen pass\n  bind :::${proxied.port} v4v6\n  server one ${proxied.address}:${proxied.inner} ${draw.pick(["send-proxy", "send-proxy-v2"])}`,
  });
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!200)|exit [1-9]/ },
  };
});
