import type { NodeNetwork } from "../../evidence/index.ts";
import type { Link } from "./links.ts";

/** Octets that wrapping adds with IPv4 outside; IPv6's header has 20 more. */
const overheads = {
  /** RFC 7348, section 5: IPv4 20, UDP 8, VXLAN 8, Ethernet 14. */
  vxlan: 50,
  /** RFC 8926, section 3.4, without options. */
  geneve: 50,
  /** RFC 2003 */
  ipip: 20,
  /** RFC 2784: IPv4 20, GRE 4. */
  gre: 24,
  /** WireGuard, section 5.4.6: IPv4 20, UDP 8, header 16, tag 16. */
  wireguard: 60,
} as const;

const SIX_MORE = 20;

/** GRE that carries Ethernet has its header inside besides. */
const ETHERNET = 14;

const isKind = (kind: string | null): kind is keyof typeof overheads =>
  kind !== null && Object.hasOwn(overheads, kind);

/** Devices of Cilium wrap what routes lead to `cilium_host`. */
const ofCilium: readonly string[] = ["cilium_vxlan", "cilium_geneve"];

/**
 * The device that wraps packets to other nodes: where the routes to their Pods lead.
 *
 * @param devices Of the routes to the other nodes' Pods.
 * @param towards Of the route to another node itself: what is wrapped leaves by it where the tunnel names no other.
 */
export function overlayOf(
  links: readonly Link[],
  devices: readonly (string | null)[],
  towards: string | null,
): NodeNetwork["overlay"] {
  const isUsed = ({ name }: Link) =>
    devices.includes(name) || (devices.includes("cilium_host") && ofCilium.includes(name));
  for (const link of links) {
    const isTap = link.kind === "gretap";
    const kind = isTap ? "gre" : link.kind;
    if (!isKind(kind) || !isUsed(link)) continue;
    const overhead = overheads[kind] + (isTap ? ETHERNET : 0) + (link.isSixOutside ? SIX_MORE : 0);
    const below = link.below ?? towards;
    const underlayMtu = links.find(({ name }) => name === below)?.mtu ?? null;
    return { kind, device: link.name, mtu: link.mtu, overhead, underlayMtu };
  }
  return null;
}
