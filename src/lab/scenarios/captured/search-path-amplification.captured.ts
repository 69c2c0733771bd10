import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startSlowDns, startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

/** Name after name of the search list does not exist, each said late, before the name itself is asked. resolv.conf(5), `ndots`. */
export const scenario: Scenario = {
  cause: "search-path-amplification",
  boundary: "dns",
  mechanism: "a capture of look-ups through a search list whose negative answers are slow",
  expected: { fault: degraded("dns", "search-path-amplification"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client"], { servers: 2 });
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const [, relayHost = site.server] = site.servers;
    const corp = `${draw.label()}.lab`;
    const relay = { to: site.resolverAddress, under: corp, delay: 0 };
    const slow = await startSlowDns(relayHost, relay);
    const search = draw.shuffle([`ns1.${corp}`, `svc.${corp}`, corp]);
    site.client.etc(
      "resolv.conf",
      `nameserver ${site.far.address(relayHost)}\nsearch ${search.join(" ")}\noptions ndots:5\n`,
    );
    const delay = draw.integer(600, 900);
    const request = ["curl", "-sS", "-o", "/dev/null", "-w", "lookup %{time_namelookup}", "--max-time", "12"];
    return {
      ...built.asked([...request, built.url], /lookup [1-9]/, { needsPayload: true }),
      break: () => slow.restart({ ...relay, delay }),
      fix: () => slow.restart(relay),
      // The same names, and answers in a moment.
      nearMiss: () => slow.restart({ ...relay, delay: 20 }),
    };
  },
};
