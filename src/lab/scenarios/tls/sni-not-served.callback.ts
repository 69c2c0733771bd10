import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startOpenssl } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** An application that looks certificates up by name finds none for this one and ends the handshake. */
export const scenario: Scenario = {
  cause: "sni-not-served",
  boundary: "tls",
  mechanism: "the server refuses the name in its SNI callback",
  expected: { fault: broken("tls", "sni-not-served") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other] = [draw.port(), draw.name()];
    const root = createAuthority(draw.label());
    const [own, stranger] = [root.issue({ subject: site.name }), root.issue({ subject: other })];
    // s_server has one certificate by default and one for a name; with -servername_fatal any other name is refused.
    const args = (name: string, { pem, keyPem }: typeof own) => [
      ...["-servername", name, "-servername_fatal"],
      ...["-cert2", site.server.file(`${name}.pem`, pem), "-key2", site.server.file(`${name}.key`, keyPem)],
    ];
    const serving = (name: string, certificate: typeof own) => ({
      port,
      certificate: stranger,
      args: args(name, certificate),
    });
    const server = await startOpenssl(site.server, serving(site.name, own));
    const caFile = site.client.file("ca.pem", root.rootPem);
    const url = `https://${site.name}:${port}/`;
    return {
      target: url,
      options: ["--ca", caFile],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "5", "--cacert", caFile, url],
        faultShows: /exit 35/,
      },
      break: () => server.restart(serving(other, stranger)),
      fix: () => server.restart(serving(site.name, own)),
    };
  },
};
