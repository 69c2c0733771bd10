import { broken, healthy, type Scenario } from "../../scenario.ts";
import { type Step, startTalk } from "../../servers/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/** The receiver's window closes and stays closed; the sender's probes are answered. RFC 9293, section 3.8.6.1. */
export const scenario: Scenario = {
  cause: "receiver-not-reading",
  boundary: "tcp",
  mechanism: "a capture of an upload that the server's process does not read",
  expected: { fault: broken("tcp", "receiver-not-reading"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const octets = draw.integer(200_000, 400_000);
    const steps = (wait: number): readonly Step[] => [
      ["head"],
      ["wait", wait],
      ["read", octets],
      ["say", page(30)],
      ["rest"],
    ];
    const sound = { port, receives: draw.pick([8_192, 16_384, 30_000]), steps: steps(0) };
    const service = await startTalk(site.server, sound);
    const file = site.client.file("body.bin", Buffer.alloc(octets));
    const upload = built.curl(draw.integer(4, 5), "-H", "Expect:", "--data-binary", `@${file}`);
    return {
      ...built.asked(built.beside(upload), /exit 28/),
      break: () => service.restart({ ...sound, steps: steps(600) }),
      fix: () => service.restart(sound),
      // Busy for a moment before it reads: the window closes and opens again.
      nearMiss: () => service.restart({ ...sound, steps: steps(0.4) }),
    };
  },
};
