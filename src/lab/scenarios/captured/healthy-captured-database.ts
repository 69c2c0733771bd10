import { type Step, startTalk, talk } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** One long connection in a protocol of its own: questions and answers with pauses, and keep-alives within them. */
export const scenario = sound("a capture of a long connection with keep-alives", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
  const { site, port } = built;
  const [question, answer] = [draw.integer(20, 200), draw.integer(100, 4_000)];
  await startTalk(site.server, {
    port,
    steps: [
      [
        "times",
        9,
        [
          ["read", question],
          ["send", answer],
        ],
      ],
      ["rest"],
    ],
  });
  const ask: readonly Step[] = [
    ["send", question],
    ["read", answer],
  ];
  const steps: readonly Step[] = [...ask, ...ask, ["wait", draw.integer(25, 32) / 10], ["times", 4, ask]];
  const keepAlive = 1;
  return built.asked(talk(site.client, [{ to: [site.name, port], keepAlive, steps }]), /Error/);
});
