import { degraded, type Scenario } from "../../scenario.ts";
import { delegation, startDnsmasq, startSlowDns, zoneText } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The same with a forwarder that asks the slow authority for the search domains itself. */
export const scenario: Scenario = {
  cause: "search-path-amplification",
  boundary: "dns",
  mechanism: "slow negative answers of a search list, through dnsmasq",
  expected: { fault: degraded("dns", "search-path-amplification") },
  async build(world, draw) {
    const corp = draw.name();
    const site = await buildNamedSite(world, draw, { servers: 2 });
    const { net, client } = site;
    const [, helper = net.server] = net.servers;
    const nameServers = { [`ns.${corp}`]: [net.far.address(helper)] };
    // The authority answers for the search domain as well, behind a relay that may take its time.
    await net.registry.restart(
      net.root([...delegation(net.zone, net.nameServers), ...delegation(corp, nameServers)]),
    );
    const corpZone = zoneText({ origin: corp, nameServers, records: [], ttl: 0, negativeTtl: 0 });
    await site.authority.restart({
      kind: draw.pick(["knot", "named"] as const),
      zones: { ...net.zoneWith(site.records), [corp]: corpZone },
    });
    const relay = { to: net.far.address(net.authority), delay: 0 };
    const slow = await startSlowDns(helper, relay);
    const delay = draw.integer(1100, 1500);
    const [resolver = client] = net.resolvers;
    await site.recursor.stop();
    await startDnsmasq(resolver, {
      records: {},
      lines: [
        `server=/${net.zone}/${net.far.address(net.authority)}`,
        `server=/${corp}/${net.far.address(helper)}`,
      ],
    });
    client.etc("resolv.conf", net.resolvConf(`search ns1.${corp} svc.${corp} ${corp}`, "options ndots:5"));
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
      break: () => slow.restart({ ...relay, delay }),
      fix: () => slow.restart(relay),
    };
  },
};
