import { byFilter } from "../../faults.ts";
import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startDnsmasq, startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

/** The same question to two servers, seconds apart: the first never answers, the second at once. resolv.conf(5), `timeout`. */
export const scenario: Scenario = {
  cause: "first-resolver-dead",
  boundary: "dns",
  mechanism: "a capture of look-ups that wait for a first resolver which never answers",
  expected: { fault: degraded("dns", "first-resolver-dead"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client"], { servers: 2 });
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const [, first = site.server] = site.servers;
    await startDnsmasq(first, { records: site.records });
    const timeout = draw.pick(["", "options timeout:2\n", "options timeout:3\n"]);
    const order = (...servers: readonly string[]) =>
      site.client.etc(
        "resolv.conf",
        `${servers.map((server) => `nameserver ${server}`).join("\n")}\n${timeout}`,
      );
    order(site.far.address(first), site.resolverAddress);
    const request = ["curl", "-sS", "-o", "/dev/null", "-w", "lookup %{time_namelookup}", "--max-time", "12"];
    return {
      ...built.asked([...request, built.url], /lookup ([1-9]|0\.[5-9])/, { needsPayload: true }),
      ...byFilter(first, "input", ["udp dport 53 drop"]),
      // The second one is dead, which nobody asks.
      nearMiss: byFilter(site.resolver, "input", ["udp dport 53 drop"]).break,
    };
  },
};
