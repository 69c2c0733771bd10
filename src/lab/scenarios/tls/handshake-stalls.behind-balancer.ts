import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { type SiteConfig, startHaproxy, startSite, startTcp, webKinds } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** A balancer passes the bytes on; the server behind it takes them and does not answer. */
export const scenario: Scenario = {
  cause: "handshake-stalls",
  boundary: "tls",
  mechanism: "the backend of a TCP balancer does not answer the ClientHello",
  expected: { fault: broken("tls", "handshake-stalls") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { servers: 2 });
    const [port, behind] = [draw.port(), draw.port()];
    const backend = site.servers.at(-1) ?? site.server;
    const root = createAuthority(draw.label());
    const good: SiteConfig = {
      kind: draw.pick(webKinds),
      port: behind,
      certificate: root.issue({ subject: site.name }),
    };
    const server = await startSite(backend, good);
    await startHaproxy(site.server, {
      port,
      defaults: "mode tcp\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s",
      sections: `listen tls\n  bind *:${port}\n  server app ${site.far.address(backend)}:${behind}`,
    });
    const caFile = site.client.file("ca.pem", root.rootPem);
    const url = `https://${site.name}:${port}/`;
    let deaf: Server | undefined;
    return {
      target: url,
      options: ["--ca", caFile],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "5", "--cacert", caFile, url],
        faultShows: /exit 28/,
      },
      break: async () => {
        await server.stop();
        deaf = await startTcp(backend, { port: behind, act: "hold" });
      },
      fix: async () => {
        await deaf?.stop();
        await server.restart(good);
      },
    };
  },
};
