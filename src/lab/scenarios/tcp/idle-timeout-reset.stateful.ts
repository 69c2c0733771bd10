import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/**
 * A router forgets a connection that was idle for its timer, while the application still works on the answer, which then
 * belongs to nothing and is dropped. The router is a vantage. nf_conntrack-sysctl, nf_conntrack_tcp_timeout_established.
 */
export const scenario: Scenario = {
  cause: "idle-timeout-reset",
  boundary: "tcp",
  mechanism: "the connection timer of a stateful router is shorter than the wait for the answer",
  expected: { fault: broken("tcp", "idle-timeout-reset"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const port = draw.port();
    const router = draw.pick(site.routers as [typeof site.gateway]);
    await router.filter("forward", [
      "ct state established,related accept",
      "tcp flags & (fin | syn | rst | ack) == syn accept",
      "meta l4proto { icmp, icmpv6 } accept",
      "counter drop",
    ]);
    const app = await startWeb(site.server, { port });
    const timer = draw.pick([1, 2]);
    const slow = { port, routes: { "*": { body: "well\n", delay: (timer + 1.5) * 1000 } } };
    // Data that is not yet acknowledged has a timer of its own.
    const timers = (seconds: number) =>
      router.sysctl({
        "net.netfilter.nf_conntrack_tcp_timeout_established": seconds,
        "net.netfilter.nf_conntrack_tcp_timeout_unacknowledged": Math.min(seconds, 300),
      });
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      at: router.name,
      options: ["--deadline", "8s"],
      proveByHand: askedByHand(target, 6),
      async break() {
        await app.restart(slow);
        await timers(timer);
      },
      fix: () => timers(432_000),
      // The same timer, and an answer in time.
      nearMiss: () => timers(timer),
    };
  },
};
