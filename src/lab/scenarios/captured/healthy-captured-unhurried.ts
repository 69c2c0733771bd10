import { type Step, startTalk, talk } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/** A client that thinks for seconds between its requests, and an answer in small parts that waits for delayed ACKs. */
export const scenario = sound("a capture of a slow client and of delayed ACKs", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
  const { site, port } = built;
  const octets = draw.integer(300, 900);
  const half = page(octets).length - 100;
  const text = page(octets);
  const answer: readonly Step[] = [
    ["head"],
    ["say", text.slice(0, 60)],
    ["say", text.slice(60, half)],
    ["say", text.slice(half)],
  ];
  await startTalk(site.server, { port, steps: [["times", 9, answer], ["rest"]] });
  const ask: readonly Step[] = [
    ["say", `GET /${draw.label()} HTTP/1.1\r\n`],
    ["say", `Host: ${site.name}:${port}\r\n\r\n`],
    ["head"],
    ["read", octets],
  ];
  const think: Step = ["wait", draw.integer(12, 24) / 10];
  const steps: readonly Step[] = [...ask, think, ...ask, ["wait", 0.2], ...ask, think, ...ask];
  return built.asked(talk(site.client, [{ to: [site.name, port], steps }], 12), /Error/);
});
