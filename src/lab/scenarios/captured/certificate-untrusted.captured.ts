import { createAuthority, selfSigned } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { type SiteConfig, startSite, webKinds } from "../../servers/index.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** Up to TLS 1.2 the certificate is in the clear, and so is the client's alert `unknown_ca`. RFC 5246, section 7.2.2. */
export const scenario: Scenario = {
  cause: "certificate-untrusted",
  boundary: "tls",
  mechanism: "a capture of a handshake that the client ends for a self-signed certificate",
  expected: { fault: broken("tls", "certificate-untrusted") },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const root = createAuthority(draw.label());
    const good: SiteConfig = {
      kind: draw.pick(webKinds),
      port,
      maxVersion: "TLSv1.2",
      certificate: root.issue({ subject: site.name }),
    };
    const server = await startSite(site.server, good);
    const ca = site.client.file("ca.pem", root.rootPem);
    const url = built.url.replace("http:", "https:");
    const request = ["curl", "-sS", "--max-time", "5", "--cacert", ca, "-o", "/dev/null", url];
    return {
      ...built.asked(built.beside(request), /exit 60/, { needsPayload: true }),
      break: () => server.restart({ ...good, certificate: selfSigned({ subject: site.name }) }),
      fix: () => server.restart(good),
    };
  },
};
