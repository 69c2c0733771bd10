import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startHolder, startNginx } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The proxy finds no port of its own for its application: `(99: Cannot assign requested address) while connecting to upstream`. */
export const scenario: Scenario = {
  cause: "ephemeral-ports-exhausted",
  boundary: "client",
  mechanism: "kept connections of a proxy, which is a vantage, take all its ports towards its application",
  expected: { fault: broken("client", "ephemeral-ports-exhausted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4, servers: 2 });
    const [proxy, application] = site.servers;
    if (!proxy || !application) throw new Error("This site has two servers");
    const [port, inner] = [draw.port(), draw.port()];
    await startNginx(application, servesWell(inner));
    const upstream = { address: site.far.address(application), port: inner };
    const count = draw.integer(20, 120);
    const first = draw.integer(33_000, 60_000);
    const range = "net.ipv4.ip_local_port_range";
    await proxy.sysctl({ [range]: `${first} ${first + count - 1}` });
    await startNginx(proxy, {
      port,
      http: `server { listen ${port}; location / { proxy_pass http://${upstream.address}:${upstream.port}; } }`,
    });
    const hold = (wanted: number) => startHolder(proxy, { ...upstream, count: wanted, patience: 500 });
    let holder: Server | null = null;
    const target = `http://${site.name}:${port}/`;
    const { argv } = askedByHand(target);
    return {
      ...site.asked,
      target,
      at: proxy.name,
      proveByHand: { argv: ["curl", "-f", ...argv.slice(1)], faultShows: /exit 22/ },
      async break() {
        holder = await hold(count);
      },
      async fix() {
        await holder?.stop();
        await proxy.sysctl({ [range]: "32768 60999" });
      },
      nearMiss: async () => void (await hold(count >> 1)),
    };
  },
};
