import { type Step, startTalk, talk } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** Connections that were there before the capture and outlive it: no SYN, no FIN. */
export const scenario = sound("a capture that begins and ends within connections", async (world, draw) => {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
  const { site, port } = built;
  await startTalk(site.server, { port, steps: [["echo"]] });
  const ask: readonly Step[] = [
    ["send", 300],
    ["read", 300],
    ["wait", draw.integer(5, 30) / 100],
  ];
  const to = [site.name, port] as const;
  await site.client.start({
    argv: talk(
      site.client,
      [
        {
          to,
          steps: [
            ["send", 10],
            ["read", 10],
            ["times", 1_000, ask],
          ],
        },
      ],
      120,
    ),
    ready: "at-once",
  });
  const request = talk(site.client, [{ to, after: 1.2, steps: [["times", 3, ask]] }]);
  return built.asked(request, /Error/);
});
