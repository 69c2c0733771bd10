import { join } from "node:path";
import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";

/** A server outside of the cluster, behind the machines' gateway: it knows the machines, and no Pods. */
export interface OuterServer {
  /** `http://198.18.7.9:8123/path` */
  readonly url: string;
  /** Tells it the way to Pods. */
  knowsPods(): Promise<void>;
  close(): Promise<void>;
}

/** The interface of the gateway that leads to it. */
const LINK = "outer0";

/** Starts it in a network namespace of its own, which goes with it. */
export async function openOuterServer({ cluster }: ClusterGround, draw: Draw): Promise<OuterServer> {
  // Benchmarking and documentation, which no cluster has. RFC 2544, RFC 5737.
  const net = draw.coin()
    ? `198.${draw.integer(18, 19)}.${draw.integer(0, 255)}`
    : draw.pick(["192.0.2", "198.51.100", "203.0.113"]);
  const [gateway, address] = draw.shuffle([1, 254, draw.integer(2, 120), draw.integer(121, 250)]);
  const port = draw.port();
  const { stdout } = await cluster.must("control", ["sh", "-e"], {
    input: [
      `setsid unshare --net ${join(cluster.programs, "app")} -port ${port} < /dev/null > /dev/null 2>&1 &`,
      "server=$!",
      "trap 'test $? = 0 || kill $server' EXIT",
      "mine=$(readlink /proc/self/ns/net)",
      "for wait in $(seq 100); do",
      '  test "$(readlink /proc/$server/ns/net)" = "$mine" || break',
      "  sleep 0.05",
      "done",
      `ip link add ${LINK} type veth peer name eth0 netns $server`,
      `ip addr add ${net}.${gateway}/24 dev ${LINK}`,
      `ip link set ${LINK} up`,
      "nsenter --net=/proc/$server/ns/net ip -batch - <<END",
      "link set lo up",
      `addr add ${net}.${address}/24 dev eth0`,
      "link set eth0 up",
      `route add ${cluster.ranges.fabric}.0/24 via ${net}.${gateway}`,
      "END",
      "echo $server",
      "",
    ].join("\n"),
  });
  const server = stdout.trim();
  return {
    url: `http://${net}.${address}:${port}/${draw.label()}`,
    knowsPods: async () => {
      await cluster.must("control", [
        ...["nsenter", `--net=/proc/${server}/ns/net`],
        ...["ip", "route", "add", cluster.ranges.pods, "via", `${net}.${gateway}`],
      ]);
    },
    close: async () => {
      // Its end of the cable goes at once, its namespace when the kernel comes to it.
      await cluster.run("control", ["sh", "-c", `ip link del ${LINK}; kill ${server}`]);
    },
  };
}
