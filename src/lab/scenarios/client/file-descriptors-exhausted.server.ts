import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startLeaky } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";
import { untilFull } from "./until-full.ts";

/** The limit is reached by a process of the server, and a look from the server counts its files. */
export const scenario: Scenario = {
  cause: "file-descriptors-exhausted",
  boundary: "client",
  mechanism:
    "kept connections of others take the server's process, seen from there, to its limit of open files",
  expected: { fault: broken("client", "file-descriptors-exhausted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const port = draw.port();
    const openFiles = draw.integer(100, 250);
    await startLeaky(site.server, { kind: "python", port, openFiles, leaks: false });
    const hold = (count: number) =>
      startHolder(site.stranger, { address: site.address, port, count, patience: 20 });
    let holder: Server | null = null;
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      options: ["--deadline", "6s"],
      at: site.server.name,
      proveByHand: askedByHand(target),
      async break() {
        holder = await hold(openFiles);
        await untilFull(site.stranger, `http://${site.address}:${port}/`);
      },
      fix: async () => holder?.stop(),
      nearMiss: async () => void (await hold(openFiles >> 1)),
    };
  },
};
