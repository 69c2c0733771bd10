import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startHolder, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** Nothing is reused: finished connections hold all but a few of the ports towards the service, and repeated requests run out. */
export const scenario: Scenario = {
  cause: "time-wait-churn",
  boundary: "client",
  mechanism: "a client that opens a connection per request has left almost every port in TIME_WAIT",
  expected: {
    fault: degraded("client", "time-wait-churn"),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const [count, free] = [draw.integer(80, 200), draw.integer(4, 6)];
    const first = draw.integer(33_000, 60_000);
    const range = "net.ipv4.ip_local_port_range";
    const narrow = (ports: number) =>
      site.client.sysctl({ [range]: `${first} ${first + ports - 1}`, "net.ipv4.tcp_tw_reuse": 0 });
    const churn = async () => {
      const leaver = await startHolder(site.client, { address: site.address, port, count, leave: true });
      await leaver.stop();
    };
    const target = `http://${site.name}:${port}/`;
    return {
      target,
      options: ["--count", "20"],
      client: site.client,
      noise: site,
      withoutNoise: ["time-wait"],
      // A process for each request, which closes its connection first.
      proveByHand: {
        argv: ["sh", "-c", `for each in 1 2 3 4 5 6 7 8; do curl -sS --max-time 3 ${target} || exit 7; done`],
        faultShows: /exit 7/,
      },
      async break() {
        await narrow(count + free);
        await churn();
      },
      fix: () => site.client.sysctl({ [range]: "32768 60999" }),
      // As many, and ports enough.
      async nearMiss() {
        await narrow(count * 4);
        await churn();
      },
    };
  },
};
