import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite, type View } from "./captured-site.ts";

/**
 * The reset of a filter answers whoever sent the refused packet, with its own TTL and without the connection's timestamps; the
 * other end hears nothing of it. So each direction is told from its own end, or from both.
 */
export const scenario: Scenario = {
  cause: "middlebox-resets",
  boundary: "tcp",
  mechanism: "a capture of a connection of which a router rejects the data",
  expected: { fault: broken("tcp", "middlebox-resets"), "near-miss": healthy },
  async build(world, draw) {
    const refused = draw.pick(["request", "answer"] as const);
    const end: View = refused === "request" ? "client" : "server";
    const built = await buildCapturedSite(world, draw, [end, "both"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const way = refused === "request" ? "dport" : "sport";
    // More than the 60 octets that headers alone have at most, with room for options.
    const rule = (to: number) => [`tcp ${way} ${to} meta length > 90 counter reject with tcp reset`];
    return {
      ...built.asked(built.beside(built.curl(4)), /exit (28|52|56)/),
      ...byFilter(router, "forward", rule(port)),
      // Another device answers the SYN's sender with a TTL of its own, and nothing is reset.
      nearMiss: byFilter(router, "forward", [
        `tcp sport ${port} tcp flags & (syn | ack) == syn | ack ip ttl set ${draw.integer(30, 55)}`,
      ]).break,
    };
  },
};
