import type { ClusterGround, ClusterWanted } from "../../cluster-scenario.ts";

/** The cluster of scenarios that need tunnels. */
export const overlaid: ClusterWanted = { nodes: 3, fabric: "vxlan", families: "ipv4", proxyMode: "iptables" };

/** What leaves room for the tunnel's headers, and what does not. RFC 7348, section 5: 50 octets. */
export const FITS = 1450;
export const TOO_LARGE = 1500;
/** Ethernet's. */
export const NETWORK = 1500;
/** Octets that the tunnel adds. */
export const HEADERS = 50;

/** Sets the MTU of every Pod and of their bridge, on every node. */
export const setPodMtu = ({ cluster }: ClusterGround, mtu: number): Promise<void> =>
  onEach(
    cluster.nodes.map(({ must }) => must),
    [
      `for port in $(ls /sys/class/net | grep ^veth); do ip link set $port mtu ${mtu}; done`,
      `ip link set cni0 mtu ${mtu}`,
      // One that goes meanwhile is no matter.
      `for pod in $(ls /run/netns); do ip -n $pod link set eth0 mtu ${mtu} || true; done`,
    ],
  );

/** Sets the MTU of the tunnels' device on every node. */
export const setTunnelMtu = ({ cluster }: ClusterGround, mtu: number): Promise<void> =>
  onEach(
    cluster.nodes.map(({ must }) => must),
    [
      // The kernel refuses what is larger than fits; it does not look again when the network's own MTU changes.
      "own=$(cat /sys/class/net/eth0/mtu)",
      "ip link set eth0 mtu $((own + 100))",
      `ip link set vxlan1 mtu ${mtu}`,
      "ip link set eth0 mtu $own",
    ],
  );

/** Sets the MTU of the network between the machines, as each of them knows it. */
export async function setNetworkMtu({ cluster }: ClusterGround, mtu: number): Promise<void> {
  await cluster.must("control", [
    "sh",
    "-c",
    `for port in $(ls /sys/class/net | grep ^port); do ip link set $port mtu ${mtu}; done`,
  ]);
  for (const place of [...cluster.nodes.map(({ name }) => name), "client"])
    await cluster.must(place, ["ip", "link", "set", "eth0", "mtu", String(mtu)]);
}

async function onEach(
  musts: readonly ((argv: readonly string[]) => Promise<unknown>)[],
  lines: readonly string[],
): Promise<void> {
  for (const must of musts) await must(["sh", "-c", lines.join("\n")]);
}

/**
 * The network between the machines carries no fragments, as many do not. A tunnel whose packets fit is not touched by that.
 */
export async function carriesNoFragments({ cluster }: ClusterGround): Promise<void> {
  await cluster.must("control", ["nft", "-f", "-"], {
    input: [
      `table bridge ${TABLE} {`,
      "chain forward {",
      "type filter hook forward priority 0; policy accept;",
      // RFC 791, section 3.1: more fragments, or an offset.
      "ip frag-off & 0x3fff != 0 drop",
      "}",
      "}",
      "",
    ].join("\n"),
  });
}

/** Undoes it. */
export async function carriesFragments({ cluster }: ClusterGround): Promise<void> {
  await cluster.run("control", ["nft", "delete", "table", "bridge", TABLE]);
}

const TABLE = "fragments";
