import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** Handshakes that nobody finishes fill the queue of a service on the asking host; without SYN cookies further ones are dropped. */
export const scenario: Scenario = {
  cause: "syn-flood",
  boundary: "tcp",
  mechanism: "half-open handshakes of a silent peer fill the backlog, SYN cookies are off",
  expected: { fault: broken("tcp", "syn-flood"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, name] = [draw.port(), draw.name()];
    const own = site.lan.address(site.client);
    await site.dns.restart({ records: { ...site.records, [name]: [own] } });
    const backlog = draw.integer(16, 64);
    await startWeb(site.client, { port, backlog });
    // Who floods has forged its address, so that no answer finds it.
    await site.stranger.filter("input", [`tcp sport ${port} drop`]);
    const cookies = (value: 0 | 1) => site.client.sysctl({ "net.ipv4.tcp_syncookies": value });
    const flood = () => startHolder(site.stranger, { address: own, port, count: backlog + 20, patience: 15 });
    let flooding: Server | null = null;
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--connect-timeout", "2", "--max-time", "3", url],
        faultShows: /exit 28/,
      },
      async break() {
        await cookies(0);
        flooding = await flood();
      },
      async fix() {
        await flooding?.stop();
        await cookies(1);
      },
      // The same flood, and cookies that keep the door open. RFC 4987, section 3.6.
      async nearMiss() {
        await cookies(1);
        await flood();
      },
    };
  },
};
