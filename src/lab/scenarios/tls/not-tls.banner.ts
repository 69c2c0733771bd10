import { broken, type Scenario } from "../../scenario.ts";
import { startTcp } from "../../servers/index.ts";
import { buildSecureSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** Another service, which speaks first, listens on the port. */
export const scenario: Scenario = {
  cause: "not-tls",
  boundary: "tls",
  mechanism: "a server with a banner on the TLS port",
  expected: { fault: broken("tls", "not-tls") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const banner = draw.pick([
      "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
      `220 ${secure.site.name} ESMTP Postfix\r\n`,
      `* OK [CAPABILITY IMAP4rev1 STARTTLS] ${secure.site.name} ready\r\n`,
    ]);
    let other: Server | undefined;
    return {
      target: draw.pick([secure.url, `tls://${secure.site.name}:${secure.port}`]),
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      break: async () => {
        await secure.server.stop();
        other = await startTcp(secure.site.server, { port: secure.port, banner, act: "hold" });
      },
      fix: async () => {
        await other?.stop();
        await secure.restore();
      },
    };
  },
};
