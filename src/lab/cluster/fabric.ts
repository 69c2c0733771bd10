import type { Ranges, SixRanges } from "./ranges.ts";

/** How Pods of different nodes reach each other: by routes over the fabric, or in VXLAN tunnels. */
export type FabricKind = "host-gateway" | "vxlan";

/** Whether Pods and Services have IPv6 addresses besides; only over a host-gateway fabric. */
export type Families = "ipv4" | "dual-stack";

/** Port and network identifier that flannel uses by default. */
const VXLAN = { port: 8472, id: 1 } as const;
/** Octets that VXLAN adds over IPv4. RFC 7348, section 5: 14 + 8 + 8 + 20. */
const VXLAN_OCTETS = 50;
const MTU = 1500;

/** The MTU of Pods. */
export const podMtu = (kind: FabricKind) => (kind === "vxlan" ? MTU - VXLAN_OCTETS : MTU);

/** Name of a namespace, and the commands that `ip -batch` runs in it. */
export interface FabricPlan {
  /** Run outside of all namespaces. */
  readonly outside: readonly string[];
  readonly inside: ReadonlyMap<string, readonly string[]>;
  /** Kernel settings of each namespace, below /proc/sys/net. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/** Plans the namespaces of a cluster: `control`, which holds the switch, each node, and `client`. */
export function planFabric(
  ranges: Ranges,
  nodes: readonly string[],
  kind: FabricKind,
  families: Families = "ipv4",
): FabricPlan {
  const members = [
    ...nodes.map((name, index) => ({ name, address: ranges.nodes[index] ?? "", index })),
    { name: "client", address: ranges.client, index: nodes.length },
  ];
  const outside = ["control", ...members.map(({ name }) => name)].map((name) => `netns add ${name}`);
  const inside = new Map<string, string[]>();
  const settings = new Map<string, Record<string, number>>();
  const control = [
    "link set lo up",
    "link add br0 type bridge",
    `addr add ${ranges.control}/24 brd + dev br0`,
    "link set br0 up",
  ];
  settings.set("control", { "ipv4/ip_forward": 1, "bridge/bridge-nf-call-iptables": 0, ...withoutRedirects });
  for (const { name, address, index } of members) {
    outside.push(
      `link add eth0 index ${1000 + index} netns ${name} type veth peer name port${index} netns control`,
    );
    control.push(`link set port${index} master br0 up`);
    inside.set(name, [
      "link set lo up",
      `addr add ${address}/24 brd + dev eth0`,
      "link set eth0 up",
      `route add default via ${ranges.control}`,
    ]);
  }
  for (const [index, node] of nodes.entries()) {
    const own = { "ipv4/ip_forward": 1, "bridge/bridge-nf-call-iptables": 1, "ipv4/conf/all/rp_filter": 0 };
    settings.set(node, { ...own, "ipv4/conf/default/rp_filter": 0, ...withoutRedirects });
    inside.get(node)?.push(...waysToOthers(ranges, index, kind));
    // What comes from a Pod keeps its address: the control plane and the client answer there.
    control.push(`route add ${ranges.nodePods[index]} via ${ranges.nodes[index]}`);
  }
  inside.get("client")?.push(`route add ${ranges.services} via ${ranges.nodes[0]}`);
  inside.set("control", control);
  if (families === "dual-stack") addSix(ranges.six, nodes, { inside, settings });
  return { outside, inside, settings };
}

/** The same networks of IPv6 besides. Duplicate address detection would take a second before an address can be used. RFC 4862. */
function addSix(
  six: SixRanges,
  nodes: readonly string[],
  plan: { readonly inside: Map<string, string[]>; readonly settings: Map<string, Record<string, number>> },
): void {
  const add = (name: string, ...lines: readonly string[]) => plan.inside.get(name)?.push(...lines);
  add("control", `addr add ${six.control}/64 dev br0 nodad`);
  for (const [index, node] of nodes.entries()) {
    add(node, `addr add ${six.nodes[index]}/64 dev eth0 nodad`, `route add default via ${six.control}`);
    for (const [other, pods] of six.nodePods.entries())
      if (other !== index) add(node, `route add ${pods} via ${six.nodes[other]}`);
    add("control", `route add ${six.nodePods[index]} via ${six.nodes[index]}`);
  }
  add("client", `addr add ${six.client}/64 dev eth0 nodad`, `route add default via ${six.control}`);
  add("client", `route add ${six.services} via ${six.nodes[0]}`);
  for (const name of ["control", ...nodes]) {
    const bridged = { "bridge/bridge-nf-call-ip6tables": name === "control" ? 0 : 1 };
    plan.settings.set(name, { ...plan.settings.get(name), "ipv6/conf/all/forwarding": 1, ...bridged });
  }
}

/** Redirects would use up what an ICMP sender may send, so that "refused" looks like silence. icmp_ratelimit, ip-sysctl. */
const withoutRedirects = { "ipv4/conf/all/send_redirects": 0, "ipv4/conf/default/send_redirects": 0 };

function waysToOthers(ranges: Ranges, own: number, kind: FabricKind): readonly string[] {
  const others = ranges.nodes
    .map((address, index) => ({ address, index }))
    .filter(({ index }) => index !== own);
  const podsOf = (index: number) => ranges.nodePods[index] ?? "";
  if (kind === "host-gateway")
    return others.map(({ address, index }) => `route add ${podsOf(index)} via ${address}`);
  return [
    `link add vxlan1 type vxlan id ${VXLAN.id} dstport ${VXLAN.port} local ${ranges.nodes[own]} dev eth0 nolearning`,
    `link set vxlan1 address ${hardware(own)} mtu ${podMtu(kind)} up`,
    `addr add ${first(podsOf(own))}/32 dev vxlan1`,
    // As flannel does: a fixed neighbour and forwarding entry for each other node.
    ...others.flatMap(({ index }) => [
      `neigh add ${first(podsOf(index))} lladdr ${hardware(index)} dev vxlan1 nud permanent`,
      `route add ${podsOf(index)} via ${first(podsOf(index))} dev vxlan1 onlink`,
    ]),
  ];
}

/** Lines of `bridge -batch` in one node's namespace: where the tunnels to the other nodes end. */
export const tunnelEnds = (ranges: Ranges, own: number): readonly string[] =>
  ranges.nodes.flatMap((address, index) =>
    index === own ? [] : [`fdb append ${hardware(index)} dev vxlan1 dst ${address} self permanent`],
  );

/** Locally administered. IEEE 802, section 8.4. */
const hardware = (index: number) => `02:42:00:00:00:${(index + 1).toString(16).padStart(2, "0")}`;

const first = (prefix: string) => prefix.replace(/\/\d+$/, "");
