import { byFilter } from "../../faults.ts";
import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildCapturedSite } from "./captured-site.ts";

/** What a router loses was sent before the capture at one end, and never came to that at the other. */
export const scenario: Scenario = {
  cause: "packet-loss",
  boundary: "path",
  mechanism: "a capture of transfers of which a router loses a share of the packets",
  expected: { fault: degraded("path", "packet-loss"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const isUpload = draw.coin();
    const octets = draw.integer(20_000, 40_000);
    await startWeb(site.server, { port, routes: { "*": isUpload ? { body: "well\n" } : { octets } } });
    // One segment in a packet, also where the kernel would leave their cutting to the device: each is lost alone.
    const sender = isUpload ? site.client : site.server;
    await sender.ip("link", "set", "eth0", "gso_max_segs", "1");
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const share = draw.integer(6, 10);
    const rule = (to: number) => [
      `tcp ${isUpload ? "dport" : "sport"} ${to} numgen random mod 100 < ${share} counter drop`,
    ];
    const file = site.client.file("body.bin", Buffer.alloc(octets));
    const body = isUpload ? ["-H", "Expect:", "--data-binary", `@${file}`] : [];
    const many = [...body, "-H", "Connection: close", "-w", "took %{time_total}\\n", `${built.url}?[1-24]`];
    const request = ["sh", "-c", 'curl "$@"; exit 0', "sh", ...built.curl(12, ...many).slice(1, -1)];
    return {
      ...built.asked(request, /took (0\.[2-9]|[1-9])|timed out/),
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
    };
  },
};
