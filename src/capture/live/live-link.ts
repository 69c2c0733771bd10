import { readInterfaceLink } from "../../sys/index.ts";
import type { FilterPlace } from "./filter/compile.ts";

/** How packets of an interface are taken: what lies before the network header, and what the file says of it. */
export interface LiveLink {
  /** `null`: all interfaces of the namespace. */
  readonly interface: string | null;
  readonly framing: FilterPlace["framing"];
  /** LINKTYPE_ number of the frames. https://www.tcpdump.org/linktypes.html */
  readonly linkType: number;
  /** Number of the loopback interface where it is among those that are captured; else `null`. */
  readonly loopback: number | null;
}

/** LINKTYPE_EN10MB, LINKTYPE_RAW and LINKTYPE_LINUX_SLL2. */
export const linkTypes = { ethernet: 1, raw: 101, cooked: 276 } as const;

/** ARPHRD_ numbers. linux/if_arp.h */
const [ETHER, LOOPBACK] = [1, 772];
/** Links whose packets begin with an IP header: TUN and WireGuard, raw IP of modems, and tunnels. */
const bareIp: ReadonlySet<number> = new Set([65534, 519, 768, 769, 776]);

/**
 * How an interface is captured; `any` is all of them. Whatever is neither Ethernet nor bare IP gets a header that says its protocol, as
 * all interfaces together do.
 *
 * @throws KernelError where there is no such interface.
 */
export function readLiveLink(name: string): LiveLink {
  if (name === "any") {
    const { index } = readInterfaceLink("lo");
    return { interface: null, framing: "network", linkType: linkTypes.cooked, loopback: index };
  }
  const { index, hardwareType } = readInterfaceLink(name);
  const loopback = hardwareType === LOOPBACK ? index : null;
  if (hardwareType === ETHER || hardwareType === LOOPBACK)
    return { interface: name, framing: "ethernet", linkType: linkTypes.ethernet, loopback };
  const linkType = bareIp.has(hardwareType) ? linkTypes.raw : linkTypes.cooked;
  return { interface: name, framing: "network", linkType, loopback };
}
