import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { allKinds, startSite } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";
import { ownAnswer } from "./own-answer.ts";

/** The resolver has an answer of its own for the name, which leads to another site; the authority says better. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism: "a resolver's own record leads to another host",
  expected: { fault: broken("dns", "wrong-address") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { servers: 2 });
    const { net } = site;
    const [config] = site.recursion;
    // Below and above what the authority gives: its own record is no copy that runs out.
    const ttl = draw.pick([0, 20, 300, 3600]);
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
      break: () => site.recursor.restart(ownAnswer(config, net.name, { address: other, ttl })),
      fix: () => site.recursor.restart(config),
    };
  },
};
