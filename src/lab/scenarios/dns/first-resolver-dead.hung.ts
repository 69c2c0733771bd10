import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The first resolver's process hangs: its socket takes questions and nobody reads them. */
export const scenario: Scenario = {
  cause: "first-resolver-dead",
  boundary: "dns",
  mechanism: "the first resolver process is stopped",
  expected: { fault: degraded("dns", "first-resolver-dead"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { resolvers: draw.integer(2, 3) });
    const { net, client } = site;
    client.etc("resolv.conf", net.resolvConf(`options timeout:${draw.integer(2, 4)}`));
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      withoutNoise: ["failed-lookups"],
      proveByHand: {
        argv: [
          "curl",
          "-sS",
          "-o",
          "/dev/null",
          "-w",
          "lookup %{time_namelookup} s",
          "--max-time",
          "14",
          site.url,
        ],
        faultShows: /lookup [1-9]/,
      },
      break: async () => site.recursor.signal("SIGSTOP"),
      fix: async () => site.recursor.signal("SIGCONT"),
      nearMiss: async () => {
        client.etc("hosts", `127.0.0.1 localhost\n${net.address} ${net.name}\n`);
        site.recursor.signal("SIGSTOP");
      },
    };
  },
};
