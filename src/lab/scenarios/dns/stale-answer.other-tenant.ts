import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startSite } from "../../servers/index.ts";
import { buildNamedSite } from "../../topology/index.ts";

/** The old address has been given to somebody else, whose certificate is for another name. */
export const scenario: Scenario = {
  cause: "stale-answer",
  boundary: "dns",
  mechanism: "a cached address that another site has now",
  expected: { fault: broken("dns", "stale-answer") },
  async build(world, draw) {
    const site = await buildNamedSite(world, draw, { servers: 2, zone: { ttl: 3600 } });
    const { net } = site;
    const port = draw.port();
    const root = createAuthority(draw.label());
    const configOf = (subject: string) => ({
      kind: "nginx" as const,
      port,
      certificate: root.issue({ subject }),
    });
    const [old] = await Promise.all(net.servers.map((server) => startSite(server, configOf(net.name))));
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
      break: async () => {
        await site.lookUp();
        await site.publish([site.record(1)]);
        await old?.restart(configOf(draw.name()));
      },
      fix: () => site.forget(),
    };
  },
};
