import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startSite, webKinds } from "../../servers/index.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** The server's alert `protocol_version` is in the clear. RFC 8446, section 6.2. */
export const scenario: Scenario = {
  cause: "tls-version-mismatch",
  boundary: "tls",
  mechanism: "a capture of a handshake of a TLS 1.2 client with a TLS 1.3 server",
  expected: { fault: broken("tls", "tls-version-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const root = createAuthority(draw.label());
    const good = { kind: draw.pick(webKinds), port, certificate: root.issue({ subject: site.name }) };
    const server = await startSite(site.server, good);
    const ca = site.client.file("ca.pem", root.rootPem);
    const url = built.url.replace("http:", "https:");
    const request = [
      "curl",
      "-sS",
      "--max-time",
      "5",
      "--cacert",
      ca,
      "--tls-max",
      "1.2",
      "-o",
      "/dev/null",
      url,
    ];
    return {
      ...built.asked(built.beside(request), /exit 35/, { needsPayload: true }),
      break: () => server.restart({ ...good, minVersion: "TLSv1.3" }),
      fix: () => server.restart(good),
      nearMiss: () => server.restart({ ...good, maxVersion: "TLSv1.2" }),
    };
  },
};
