import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { allKinds, delegation, startSite, zoneText } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** ndots:5 puts the search domain first, and a wildcard there answers for the name. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism: "a wildcard in the search domain",
  expected: { fault: broken("dns", "wrong-address") },
  async build(world, draw) {
    const corp = draw.name();
    const site = await buildNamedSite(world, draw, { servers: 2 });
    const { net, client } = site;
    const port = draw.port();
    const root = createAuthority(draw.label());
    const subjects = [net.name, draw.name()];
    await Promise.all(
      net.servers.map((server, index) =>
        startSite(server, {
          kind: draw.pick(allKinds),
          port,
          certificate: root.issue({ subject: subjects[index] ?? net.name }),
        }),
      ),
    );
    const other = net.far.address(net.servers.at(-1) ?? net.server);
    const nameServers = { [`ns.${corp}`]: [net.far.address(net.authority)] };
    await net.registry.restart(
      net.root([...delegation(net.zone, net.nameServers), ...delegation(corp, nameServers)]),
    );
    const kind = draw.pick(["knot", "named"] as const);
    const serve = (records: readonly string[]) =>
      site.authority.restart({
        kind,
        zones: { ...net.zoneWith(site.records), [corp]: zoneText({ origin: corp, nameServers, records }) },
      });
    await serve([]);
    client.etc("resolv.conf", net.resolvConf(`search ${corp}`, "options ndots:5"));
    const caFile = client.file("ca.pem", root.rootPem);
    const url = `https://${net.name}:${port}/`;
    return {
      target: url,
      options: ["--ca", caFile],
      client: site.client,
      noise: site.net,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "4", "--cacert", caFile, url],
        faultShows: /exit 60/,
      },
      break: () => serve([`* A ${other}`]),
      fix: () => serve([]).then(site.forget),
    };
  },
};
