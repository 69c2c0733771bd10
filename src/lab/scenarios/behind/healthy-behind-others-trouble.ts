import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";

/** Others ask for what is not there, send too much, go away, and use a route whose application has ended. */
export const scenario = sound(
  "others' 499, 404, 413 and another route's 502 are in the log",
  async (world, draw) => {
    const site = await buildBehind(world, draw);
    const [slow, missing, other, dead] = [draw.label(), draw.label(), draw.label(), draw.port()];
    await site.serve({
      routes: {
        [`/${slow}`]: { delay: 900, body: "late\n" },
        [`/${missing}`]: { status: 404, body: "none\n" },
        "*": { body: "well\n" },
      },
    });
    await site.startFront(
      site.nginxOf(`client_max_body_size 2k;
location /${other}/ { proxy_pass http://${site.near.address(site.app)}:${dead}; }
location / { proxy_pass http://${site.origin()}; proxy_set_header Host $http_host; }`),
    );
    const at = `${site.name}:${site.port}:${site.far.address(site.front)}`;
    const asks = (path: string, ...more: readonly string[]) =>
      site.stranger.run([
        "curl",
        "-sk",
        "-o",
        "/dev/null",
        "--resolve",
        at,
        ...more,
        new URL(path, site.url).href,
      ]);
    const body = site.stranger.file("body", "x".repeat(9_000));
    await Promise.all([
      asks(`/${slow}`, "--max-time", "0.4"),
      asks(`/${missing}`),
      asks(`/${other}/list`),
      asks(`/${other}/list?page=2`),
      asks(`/${missing}`, "--data-binary", `@${body}`),
    ]);
    return {
      ...site.asked([site.nginxHop]),
      proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
    };
  },
);
