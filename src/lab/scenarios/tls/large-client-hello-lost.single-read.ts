import { broken, type Scenario } from "../../scenario.ts";
import { startHelloGuard } from "../../servers/index.ts";
import { buildSecureSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** Octets of payload in one segment of Ethernet with TCP timestamps: 1500 - 20 - 32. */
const SEGMENT_OCTETS = 1448;

/** A device before the server takes the first segment for the whole ClientHello and does not understand half of one. */
export const scenario: Scenario = {
  cause: "large-client-hello-lost",
  boundary: "tls",
  mechanism: "a relay that drops a ClientHello of two segments",
  expected: { fault: broken("tls", "large-client-hello-lost") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    // Node's own ClientHello carries an X25519MLKEM768 key share and needs two segments, as a browser's does.
    const { name } = secure.site;
    const hello = `require("node:tls").connect({ host: "${name}", port: ${secure.port}, servername: "${name}",
      ca: require("node:fs").readFileSync("${secure.caFile}") }, function () { console.log("connected"); this.destroy(); })
      .on("error", (error) => console.log("failed", error.code)).setTimeout(4000, () => process.exit(9));`;
    const behind = { ...secure.good, port: draw.port() };
    const act = draw.pick(["reset", "close", "hold"] as const);
    let guard: Server | undefined;
    return {
      target: secure.target,
      options: [...secure.trust, "--as", "browser"],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: [process.execPath, "-e", hello], faultShows: /failed|exit 9/ },
      break: async () => {
        await secure.server.restart(behind);
        const to = { host: "127.0.0.1", port: behind.port };
        guard = await startHelloGuard(secure.site.server, {
          port: secure.port,
          to,
          most: SEGMENT_OCTETS,
          act,
        });
      },
      fix: async () => {
        await guard?.stop();
        await secure.restore();
      },
    };
  },
};
