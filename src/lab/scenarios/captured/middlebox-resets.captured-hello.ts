import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startSite, webKinds } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildCapturedSite } from "./captured-site.ts";
import { startForger } from "./forger.ts";

/** Both ends are reset in each other's name right after the ClientHello; neither reset has its alleged sender's TTL and options. */
export const scenario: Scenario = {
  cause: "middlebox-resets",
  boundary: "tcp",
  mechanism:
    "a capture of a TLS connection of which a device on the path forges resets after the ClientHello",
  expected: { fault: broken("tcp", "middlebox-resets"), "near-miss": healthy },
  async build(world, draw) {
    // Long enough that the device is ahead of the server's answer.
    const delay = draw.integer(15, 40);
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"], {
      slow: { far: { delay } },
    });
    const { site, port } = built;
    const root = createAuthority(draw.label());
    await startSite(site.server, {
      kind: draw.pick(webKinds),
      port,
      certificate: root.issue({ subject: site.name }),
    });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const nearest = site.wires[site.routers.indexOf(router)] ?? site.lan;
    const forge = (at: number) => startForger(router, { port: at, device: nearest.interface(router) }, draw);
    let forger: Server | null = null;
    const url = built.url.replace("http:", "https:");
    const ca = site.client.file("ca.pem", root.rootPem);
    const request = ["curl", "-sS", "--max-time", "4", "--cacert", ca, "-o", "/dev/null", url];
    return {
      ...built.asked(built.beside(request), /exit 35/),
      async break() {
        forger = await forge(port);
      },
      fix: async () => forger?.stop(),
      nearMiss: async () => void (await forge(draw.port())),
    };
  },
};
