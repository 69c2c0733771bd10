import { broken, type Scenario } from "../../scenario.ts";
import { webKinds } from "../../servers/index.ts";
import { buildSecureSite } from "../../topology/index.ts";
import type { Filter } from "../../world/index.ts";

/** Octets of payload in one segment of Ethernet with TCP timestamps: 1500 - 20 - 32. */
const SEGMENT_OCTETS = 1448;

/** A device on the way drops the first packet of a ClientHello that does not fit in one. */
export const scenario: Scenario = {
  cause: "large-client-hello-lost",
  boundary: "tls",
  mechanism: "nft on a router drops long ClientHello records",
  expected: { fault: broken("tls", "large-client-hello-lost") },
  async build(world, draw) {
    // A server that takes one connection at a time would hang on the one whose hello was lost: a second fault, behind which this one is not seen.
    const secure = await buildSecureSite(world, draw, { kinds: webKinds });
    // Node's own ClientHello carries an X25519MLKEM768 key share and needs two segments, as a browser's does.
    const { name } = secure.site;
    const hello = `require("node:tls").connect({ host: "${name}", port: ${secure.port}, servername: "${name}",
      ca: require("node:fs").readFileSync("${secure.caFile}") }, function () { console.log("connected"); this.destroy(); })
      .on("error", (error) => console.log("failed", error.code)).setTimeout(4000, () => process.exit(9));`;
    let filter: Filter | undefined;
    // TCP with timestamps has 32 octets: a handshake record (22), and its length.
    const longHello = `tcp dport ${secure.port} @th,256,8 22 @th,280,16 > ${SEGMENT_OCTETS} counter drop`;
    const router = draw.pick([secure.site.gateway, secure.site.edge]);
    return {
      target: secure.target,
      options: [...secure.trust, "--as", "browser"],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: [process.execPath, "-e", hello], faultShows: /failed|exit 9/ },
      break: async () => {
        filter = await router.filter("forward", [longHello]);
      },
      fix: async () => filter?.remove(),
    };
  },
};
