import { createAuthority } from "../../certificates/index.ts";
import { degraded, type Scenario } from "../../scenario.ts";
import { startSite } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** Of several servers one hangs: its kernel takes connections, and nobody answers the ClientHello. */
export const scenario: Scenario = {
  cause: "one-address-dead",
  boundary: "dns",
  mechanism: "one of several servers is stopped",
  // Who has a connection goes to no other address: who gets this one first is served nowhere.
  expected: { fault: { ...degraded("dns", "one-address-dead"), orStatus: "broken" } },
  async build(world, draw) {
    const count = draw.integer(2, 3);
    const site = await buildSite(world, draw, {
      servers: count,
      addresses: ({ servers, far }) => servers.map((server) => far.address(server)),
    });
    const port = draw.port();
    const root = createAuthority(draw.label());
    const certificate = root.issue({ subject: site.name });
    const kind = draw.pick(["haproxy", "node"] as const);
    const running = await Promise.all(
      site.servers.map((server) => startSite(server, { kind, port, certificate })),
    );
    const dead = draw.integer(0, count - 1);
    const there = `${site.name}:${port}:${site.far.address(site.servers[dead] ?? site.server)}`;
    const caFile = site.client.file("ca.pem", root.rootPem);
    const url = `https://${site.name}:${port}/`;
    return {
      target: url,
      options: ["--ca", caFile],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "3", "--cacert", caFile, "--resolve", there, url],
        faultShows: /exit 28/,
      },
      break: async () => running[dead]?.signal("SIGSTOP"),
      fix: async () => running[dead]?.signal("SIGCONT"),
    };
  },
};
