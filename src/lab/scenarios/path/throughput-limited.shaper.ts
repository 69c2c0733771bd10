import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startNginx } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";

/** A shaper on a router, which is a vantage: tc-tbf(8), with its queue and its drops in the interface's counters. */
export const scenario: Scenario = {
  cause: "throughput-limited",
  boundary: "path",
  mechanism: "a token bucket on a router's interface holds the answer back",
  expected: { fault: degraded("path", "throughput-limited"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const port = draw.port();
    const octets = draw.integer(800_000, 1_000_000);
    const folder = site.server.file("site/large.bin", Buffer.alloc(octets)).replace(/\/large\.bin$/, "");
    await startNginx(site.server, {
      port,
      http: `server { listen ${port}; listen [::]:${port}; location / { root ${folder}; } }`,
    });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const index = site.routers.indexOf(router);
    // Answers leave by the wire towards the client.
    const device = (site.wires[index] ?? site.lan).interface(router);
    const other = (site.wires[index + 1] ?? site.far).interface(router);
    const shape = (on: string) =>
      router.must([
        ...["tc", "qdisc", "add", "dev", on, "root", "tbf"],
        ...["rate", `${draw.integer(2, 3)}mbit`, "burst", "8kb", "latency", "100ms"],
      ]);
    const target = `http://${site.name}:${port}/large.bin`;
    return {
      ...site.asked,
      target,
      at: router.name,
      proveByHand: askedByHand(target, 2),
      break: async () => void (await shape(device)),
      fix: async () => void (await router.must(["tc", "qdisc", "del", "dev", device, "root"])),
      // What is shaped is the way there, which has little to carry.
      nearMiss: async () => void (await shape(other)),
    };
  },
};
