import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { type Conversation, type Step, startTalk, talk } from "../../servers/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/**
 * A stateful router forgets a connection that was idle, and resets what it then holds for invalid: the first request after the
 * pause. Short pauses pass, and so does the next connection. nf_conntrack-sysctl, nf_conntrack_tcp_loose.
 */
export const scenario: Scenario = {
  cause: "idle-timeout-reset",
  boundary: "tcp",
  mechanism: "a capture of kept connections of which a stateful router resets the first packet after a pause",
  expected: { fault: degraded("tcp", "idle-timeout-reset"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "both"]);
    const { site, port } = built;
    const octets = draw.integer(100, 900);
    const answer: readonly Step[] = [["head"], ["say", page(octets)]];
    await startTalk(site.server, { port, steps: [...answer, ...answer, ...answer, ["rest"]] });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    await router.filter("forward", ["ct state invalid counter reject with tcp reset"]);
    const ask: readonly Step[] = [
      ["say", `GET /${draw.label()} HTTP/1.1\r\nHost: ${site.name}:${port}\r\n\r\n`],
      ["head"],
      ["read", octets],
    ];
    const to = [site.name, port] as const;
    const timer = draw.pick([2, 3]);
    const idle = (seconds: number, after: number): Conversation => ({
      to,
      after,
      steps: [...ask, ["wait", seconds], ...ask, ["wait", 0.3], ...ask],
    });
    const request = talk(site.client, [idle(timer + 1.2, 0), idle(0.5, 0.2), idle(timer + 1.2, 0.4)]);
    const timers = (seconds: number) =>
      router.sysctl({
        "net.netfilter.nf_conntrack_tcp_loose": 0,
        "net.netfilter.nf_conntrack_tcp_timeout_established": seconds,
      });
    await timers(300);
    return {
      ...built.asked(request, /Reset/),
      break: () => timers(timer),
      fix: () => timers(300),
      // The same pauses, within the timer.
      nearMiss: () => timers(timer + 60),
    };
  },
};
