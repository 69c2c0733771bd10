import { createAuthority } from "../../certificates/index.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import { answered, sound } from "./sound.ts";

/** HTTPS that ends at haproxy, which passes the request on; another name there has an expired certificate. */
export const scenario = sound("https at haproxy before an application", async (world, draw) => {
  const site = await buildSite(world, draw, { servers: 2 });
  const [port, inner] = [draw.port(), draw.port()];
  const [front, application] = site.servers;
  if (!front || !application) throw new Error("This site has two servers");
  const root = createAuthority(draw.label());
  const good = root.issue({ subject: site.name });
  const old = root.issue({ subject: draw.name(), from: -400, until: -draw.integer(1, 90) });
  const cert = front.file("good.pem", good.chainPem + good.keyPem);
  const other = front.file("old.pem", old.chainPem + old.keyPem);
  const ca = site.client.file("ca.pem", root.rootPem);
  await startWeb(application, { port: inner, keepAlive: 60_000 });
  await startHaproxy(front, {
    port,
    sections: `frontend public
  bind :::${port} v4v6 ssl crt ${cert} crt ${other} alpn h2,http/1.1
  default_backend application
backend application
  server one ${site.far.address(application)}:${inner} check`,
  });
  const url = `https://${site.name}:${port}/`;
  return {
    target: url,
    options: ["--ca", ca],
    client: site.client,
    noise: site,
    proveByHand: answered("curl", "-sSf", "--cacert", ca, url),
  };
});
