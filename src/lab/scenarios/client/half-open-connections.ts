import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startTicker } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/**
 * Subscribers vanished without a word: a cable, a laptop's lid. The server goes on telling them, nobody acknowledges, and
 * no keepalive or user timeout is set: their connections keep the process at its limit for a quarter of an hour.
 * RFC 9293, section 3.8.4; tcp(7), tcp_retries2.
 */
export const scenario: Scenario = {
  cause: "half-open-connections",
  boundary: "client",
  mechanism: "connections of a peer that is gone, without keepalive, take the server's process to its limit",
  expected: { fault: broken("client", "half-open-connections"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, {
      family: 4,
      servers: 2,
      watched: ({ server, gateway }) => [server, gateway],
    });
    const [application, peer] = site.servers;
    if (!application || !peer) throw new Error("This site has two servers");
    const [port, subscribers] = [draw.port(), draw.port()];
    const openFiles = draw.integer(60, 150);
    const app = await startTicker(application, { port, subscribers, openFiles });
    const subscribe = (count: number) =>
      startHolder(peer, { address: site.address, port: subscribers, count, patience: 20 });
    /** Cut off first, so that not even the end of its process is heard of. */
    const vanish = async (count: number) => {
      const holder = await subscribe(count);
      for (const hook of ["input", "output"] as const) await peer.filter(hook, ["drop"]);
      await holder.stop();
      // Two retransmissions of the next tick: 200 and 400 ms after it (RFC 6298).
      await application.must(["sleep", "1.5"]);
    };
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      options: ["--deadline", "6s"],
      at: application.name,
      proveByHand: askedByHand(target),
      break: () => vanish(openFiles),
      fix: () => app.restart(),
      // A few of them, and room for more.
      nearMiss: () => vanish(openFiles >> 2),
    };
  },
};
