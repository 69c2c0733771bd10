import { allOf, byFilter, byIp } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildCapturedSite, type View } from "./captured-site.ts";

/** Only segments of the full size are sent again, at the end that sends; smaller ones pass, and no ICMP says why. RFC 2923. */
export const scenario: Scenario = {
  cause: "mtu-black-hole",
  boundary: "path",
  mechanism: "a capture of a transfer of which only the large packets vanish",
  expected: { fault: broken("path", "mtu-black-hole"), "near-miss": healthy },
  async build(world, draw) {
    const isUpload = draw.coin();
    const end: View = isUpload ? "client" : "server";
    const built = await buildCapturedSite(world, draw, [end, "both"], { routers: draw.integer(2, 3) });
    const { site, port } = built;
    const octets = draw.integer(30_000, 90_000);
    await startWeb(site.server, { port, routes: { "*": isUpload ? { body: "well\n" } : { octets } } });
    const [, between] = site.wires;
    const ends = site.routers.slice(0, 2);
    if (!between) throw new Error("This site has two routers");
    const mtu = draw.pick(["1280", "1340", "1420", "1450"]);
    const narrow = ends.map((router) => {
      const link = ["link", "set", between.interface(router), "mtu"];
      return byIp(router, [...link, mtu], [...link, "1500"]);
    });
    const mute = ends.map((router) => byFilter(router, "output", ["icmp type destination-unreachable drop"]));
    const file = site.client.file("body.bin", Buffer.alloc(octets));
    // The head goes alone, and is answered: what is small passes.
    const body = isUpload ? ["-H", "Expect: 100-continue", "--data-binary", `@${file}`] : [];
    return {
      ...built.asked(built.beside(built.curl(4, ...body)), /exit 28/),
      ...allOf(...mute, ...narrow),
      // The same small link, of which the routers tell: path MTU discovery works.
      nearMiss: allOf(...narrow).break,
    };
  },
};
