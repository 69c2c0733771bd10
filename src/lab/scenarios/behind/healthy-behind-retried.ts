import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";

/** One application has ended; nginx tries the next, notes it in its log, and every request is answered. */
export const scenario = sound(
  "nginx goes on to the next application where one refuses",
  async (world, draw) => {
    const site = await buildBehind(world, draw, { apps: 3 });
    const [first, second] = draw.shuffle(site.apps);
    if (first) await site.serve({}, first);
    if (second) await site.serve({}, second);
    await site.startFront(
      site.nginxOf(
        "location / { proxy_pass http://application; }",
        `upstream application { ${site.apps.map((app) => `server ${site.origin(app)};`).join(" ")} }`,
      ),
    );
    return {
      ...site.asked([site.nginxHop], { options: ["--count", "6"] }),
      proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
    };
  },
);
