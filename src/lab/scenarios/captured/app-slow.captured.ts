import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { type Step, startTalk, talk } from "../../servers/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/** The request is acknowledged in a round trip, and answered seconds later. */
export const scenario: Scenario = {
  cause: "app-slow",
  boundary: "app",
  mechanism: "a capture of requests that the application thinks about for seconds",
  expected: { fault: degraded("app", "app-slow"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const octets = draw.integer(50, 9_000);
    const think = draw.integer(21, 32) / 10;
    const answer = (wait: number): readonly Step[] => [["head"], ["wait", wait], ["say", page(octets)]];
    const steps = (wait: number): readonly Step[] => [...answer(wait), ...answer(wait), ["rest"]];
    const service = await startTalk(site.server, { port, steps: steps(0) });
    const ask: readonly Step[] = [
      ["say", `GET /${draw.label()} HTTP/1.1\r\nHost: ${site.name}:${port}\r\n\r\n`],
      ["head"],
      ["read", octets],
    ];
    // It too takes its time, between two requests of one connection: that is nobody's fault.
    const request = talk(site.client, [
      { to: [site.name, port], steps: [...ask, ["wait", draw.integer(11, 22) / 10], ...ask] },
    ]);
    const timed = [
      "sh",
      "-c",
      'begun=$(date +%s%N); "$0" "$@"; echo took $((($(date +%s%N) - begun) / 1000000))',
    ];
    return {
      ...built.asked([...timed, ...request], /took ([5-9]|1\d)\d{3}\b/),
      break: () => service.restart({ port, steps: steps(think) }),
      fix: () => service.restart({ port, steps: steps(0) }),
      nearMiss: () => service.restart({ port, steps: steps(0.15) }),
    };
  },
};
