import type { Draw } from "../../draw.ts";
import { allOf, byFilter, byIp, type Fault } from "../../faults.ts";
import type { WatchedSite } from "../../topology/index.ts";

/** What a tunnel of the lab can be made to do. */
export interface Tunnel {
  /** Its MTU is its underlay's, and its routers are kept from telling. */
  readonly tooLarge: Fault;
  /** Its MTU is its underlay's, its routers are as mute, and they bound the MSS of what they forward. */
  tooLargeAndClamped(): Promise<void>;
}

/** Octets that VXLAN adds: Ethernet 14, VXLAN 8, UDP 8, and the outer IP header. RFC 7348, section 5. */
const OVERHEAD = { 4: 50, 6: 70 } as const;

/** Moves the way between the first two routers of a site into a VXLAN tunnel between them, with room for its wrapping. */
export async function layTunnel(site: WatchedSite, draw: Draw): Promise<Tunnel> {
  const [near, beyond] = site.routers;
  const between = site.wires[1];
  if (!near || !beyond || !between) throw new Error("A tunnel joins two routers");
  const { family } = site;
  const inner = draw.subnet();
  const device = draw.pick(["vpn0", "vxlan7", "tun-site"]);
  const place = (number: number) => (family === 4 ? `${inner.v4}.${number}` : `${inner.v6}${number}`);
  const fits = `${between.mtu - OVERHEAD[family]}`;
  const id = `${draw.integer(1, 9_999)}`;
  const ends = [
    { router: near, other: beyond, own: place(1), next: place(2), behind: site.farPrefix },
    { router: beyond, other: near, own: place(2), next: place(1), behind: site.lanPrefix },
  ];
  for (const { router, other, own } of ends) {
    const outer = ["local", between.address(router, family), "remote", between.address(other, family)];
    // Without a device of the underlay, which would bound its MTU.
    await router.ip(
      "link",
      "add",
      device,
      "type",
      "vxlan",
      "id",
      id,
      ...outer,
      "dstport",
      "4789",
      "df",
      "set",
    );
    const plain = family === 4 ? [] : ["nodad"];
    // Neighbours are asked from the link-local address, which duplicate address detection would keep unusable for seconds.
    if (family === 6) await router.sysctl({ [`net.ipv6.conf.${device}.accept_dad`]: 0 });
    await router.ip("addr", "add", `${own}/${family === 4 ? 30 : 126}`, "dev", device, ...plain);
    await router.ip("link", "set", device, "mtu", fits, "up");
  }
  for (const { router, next, behind } of ends) await router.ip("route", "replace", behind, "via", next);
  const wide = ends.map(({ router }) =>
    byIp(router, ["link", "set", device, "mtu", `${between.mtu}`], ["link", "set", device, "mtu", fits]),
  );
  const mute = [near, beyond].map((router) =>
    byFilter(router, "output", [
      "icmp type destination-unreachable counter drop",
      "icmpv6 type packet-too-big counter drop",
    ]),
  );
  // RFC 4459, section 3.2: the remedy of those who cannot change the MTU.
  const clamp = byFilter(near, "forward", [
    `tcp flags & (syn | rst) == syn tcp option maxseg size set ${Number(fits) - 60}`,
  ]);
  const tooLarge = allOf(...mute, ...wide);
  return { tooLarge, tooLargeAndClamped: allOf(clamp, tooLarge).break };
}
