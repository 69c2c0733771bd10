import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startLeaky } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";
import { untilFull } from "./until-full.ts";

/** A server of the asking host has as many clients as files: accept(2) fails with EMFILE for the next one. */
export const scenario: Scenario = {
  cause: "file-descriptors-exhausted",
  boundary: "client",
  mechanism: "kept connections of others take a Python service of this host to its limit of open files",
  expected: { fault: broken("client", "file-descriptors-exhausted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, name] = [draw.port(), draw.name()];
    const own = site.lan.address(site.client);
    await site.dns.restart({ records: { ...site.records, [name]: [own] } });
    const openFiles = draw.integer(100, 250);
    await startLeaky(site.client, { kind: "python", port, openFiles, leaks: false });
    const hold = (count: number) => startHolder(site.stranger, { address: own, port, count, patience: 20 });
    let holder: Server | null = null;
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit (28|52|56)/ },
      async break() {
        holder = await hold(openFiles);
        await untilFull(site.stranger, `http://${own}:${port}/`);
      },
      fix: async () => holder?.stop(),
      // Many clients, and room for more.
      nearMiss: async () => void (await hold(openFiles >> 1)),
    };
  },
};
