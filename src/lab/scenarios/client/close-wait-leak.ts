import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startLeaky } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A server of the asking host keeps the sockets that its clients have closed until it has no descriptor left for the next. */
export const scenario: Scenario = {
  cause: "close-wait-leak",
  boundary: "client",
  mechanism: "an application of this host never closes what its peers have closed, up to its limit of files",
  expected: { fault: broken("client", "close-wait-leak"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, name] = [draw.port(), draw.name()];
    const own = site.lan.address(site.client);
    await site.dns.restart({ records: { ...site.records, [name]: [own] } });
    const openFiles = draw.integer(150, 400);
    const app = { kind: "node" as const, port, openFiles, leaks: true };
    const server = await startLeaky(site.client, { ...app, leaks: false });
    // Each of them comes from another host, and goes.
    const visits = (count: number) =>
      startHolder(site.stranger, { address: own, port, count, leave: true, patience: 20 });
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit (28|52|56)/ },
      async break() {
        await server.restart(app);
        await visits(openFiles + 20);
      },
      fix: () => server.restart({ ...app, leaks: false }),
      // The same process closes what its visitors close, and has had as many.
      nearMiss: async () => void (await visits(openFiles + 20)),
    };
  },
};
