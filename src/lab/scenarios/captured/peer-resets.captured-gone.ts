import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startTalk, talk } from "../../servers/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/** RST alone with the sequence number of what it refuses: the stack knows nothing of the connection. RFC 9293, section 3.5.2. */
export const scenario: Scenario = {
  cause: "peer-resets",
  boundary: "tcp",
  mechanism: "a capture of a client that goes on sending to a server that has closed both ways",
  expected: { fault: broken("tcp", "peer-resets"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const body = draw.integer(600, 1200);
    const head = `POST /${draw.label()} HTTP/1.1\r\nHost: ${site.name}:${port}\r\nContent-Length: ${2 * body}\r\n\r\n`;
    const sound = { port, steps: [["head"], ["read", 2 * body], ["say", page(80)], ["rest"]] } as const;
    const service = await startTalk(site.server, sound);
    const part = ["send", body] as const;
    const pause = ["wait", 0.3] as const;
    const request = talk(site.client, [
      { to: [site.name, port], steps: [["say", head], pause, part, pause, part, ["read", 80]] },
    ]);
    return {
      ...built.asked(built.beside(request), /BrokenPipe|Reset/),
      break: () => service.restart({ port, steps: [["head"], ["close"]] }),
      fix: () => service.restart(sound),
      // It ends its own direction after the answer, and goes on reading.
      nearMiss: () =>
        service.restart({
          port,
          steps: [["head"], ["read", 2 * body], ["say", page(80)], ["half"], ["rest"]],
        }),
    };
  },
};
