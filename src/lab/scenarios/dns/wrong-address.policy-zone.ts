import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startSite, webKinds, zoneText } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** BIND rewrites answers by a policy zone: the domain leads to a block page, which has a certificate of its own. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism: "a response policy zone of named leads to a sinkhole with a block page",
  expected: { fault: broken("dns", "wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { kinds: ["named"], servers: 2 });
    const { net, client } = site;
    const [config] = site.recursion;
    const [resolver] = net.resolvers;
    const [, sinkhole] = net.servers;
    if (!config || !resolver || !sinkhole) throw new Error("This site has a resolver and two servers");
    const port = draw.port();
    const root = createAuthority(draw.label());
    const subjects = [net.name, draw.name()];
    await Promise.all(
      [net.server, sinkhole].map((server, index) =>
        startSite(server, {
          kind: draw.pick(webKinds),
          port,
          certificate: root.issue({ subject: subjects[index] ?? net.name }),
          ...(server === sinkhole ? { body: "This site is blocked here" } : {}),
        }),
      ),
    );
    const blocks = (domain: string) => {
      const policy = `${draw.label()}.rpz`;
      const records = [domain, `*.${domain}`].map((name) => `${name} A ${net.far.address(sinkhole)}`);
      const text = zoneText({ origin: policy, nameServers: { localhost: [] }, records });
      const file = resolver.file(`named/${policy}.zone`, text);
      return site.recursor.restart({
        ...config,
        named: `response-policy { zone "${policy}"; };`,
        statements: `zone "${policy}" { type primary; file "${file}"; };`,
      });
    };
    const blocked = draw.pick([net.name, net.zone]);
    const caFile = client.file("ca.pem", root.rootPem);
    const url = `https://${net.name}:${port}/`;
    return {
      target: url,
      options: ["--ca", caFile],
      client,
      noise: net,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "4", "--cacert", caFile, url],
        faultShows: /exit 60/,
      },
      break: () => blocks(blocked),
      fix: () => site.recursor.restart(config),
      nearMiss: () => blocks(draw.name()),
    };
  },
};
