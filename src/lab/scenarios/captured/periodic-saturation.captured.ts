import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { type Step, startTalk, talk } from "../../servers/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/** Sound for seconds, then retransmissions for a moment, again and again. */
export const scenario: Scenario = {
  cause: "periodic-saturation",
  boundary: "path",
  mechanism: "a capture of a busy connection while the path loses packets at a fixed period",
  expected: { fault: degraded("path", "periodic-saturation"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "both"], {
      routers: draw.integer(2, 3),
      slow: { between: { delay: 4 } },
    });
    const { site, port } = built;
    const [, line] = site.wires;
    if (!line) throw new Error("This site has two routers");
    const octets = draw.integer(500, 3_000);
    const rounds = 120;
    await startTalk(site.server, {
      port,
      steps: [["times", rounds, [["head"], ["say", page(octets)]]], ["rest"]],
    });
    const ask: readonly Step[] = [
      ["say", `GET /${draw.label()} HTTP/1.1\r\nHost: ${site.name}:${port}\r\n\r\n`],
      ["head"],
      ["read", octets],
    ];
    const steps: readonly Step[] = [["times", rounds, [...ask, ["wait", 0.08]]]];
    const request = talk(site.client, [{ to: [site.name, port], steps }], 14);
    const burst = { every: draw.integer(19, 24) * 100, lasts: draw.integer(250, 400) };
    return {
      // The shortest retransmission timeout is 200 ms. tcp(7).
      ...built.asked(request, /slowest (19\d|[2-9]\d\d|\d{4})/),
      break: () => world.shape(line, { delay: 4, burst }),
      fix: () => world.shape(line, { delay: 4 }),
      // A longer way, always the same.
      nearMiss: () => world.shape(line, { delay: 9 }),
    };
  },
};
