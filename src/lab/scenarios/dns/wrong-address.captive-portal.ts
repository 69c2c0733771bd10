import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { allKinds, startSite } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The network answers every name with the address of its own portal until one has signed in. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism: "every name leads to the portal",
  expected: { fault: broken("dns", "wrong-address") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { servers: 2, kinds: ["unbound"] });
    const { net } = site;
    const [config] = site.recursion;
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
    const caFile = net.client.file("ca.pem", root.rootPem);
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
      break: () =>
        site.recursor.restart(
          config && { ...config, unbound: ['local-zone: "." redirect', `local-data: ". 30 A ${other}"`] },
        ),
      fix: () => site.recursor.restart(config),
    };
  },
};
