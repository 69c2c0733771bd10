import { startTalk, talk } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { answersOnce, buildCapturedSite, page } from "./captured-site.ts";

/** Ways to end a connection after all was said: by a reset of either end, with a spare connection that was never used. */
export const scenario = sound(
  "a capture of connections that end oddly when all was said",
  async (world, draw) => {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const late = draw.port();
    await startTalk(site.server, { port, steps: answersOnce });
    await startTalk(site.server, { port: late, steps: [["head"], ["say", page(90)], ["rest"], ["abort"]] });
    const ask = ["say", `GET /${draw.label()} HTTP/1.1\r\nHost: ${site.name}:${port}\r\n\r\n`] as const;
    const request = talk(site.client, [
      // A browser's: the answer is read, and the connection thrown away.
      { to: [site.name, port], steps: [ask, ["head"], ["read", 400], ["abort"]] },
      // Opened in advance, and not needed.
      { to: [site.name, port], steps: [["wait", 0.6], ["close"]] },
      { to: [site.name, late], steps: [ask, ["head"], ["read", 90], ["half"], ["rest"]] },
      { to: [site.name, port], after: 0.2, times: 3, steps: [ask, ["head"], ["read", 400], ["close"]] },
    ]);
    return built.asked(request, /Refused|Timeout/);
  },
);
