import { askRoute, KernelError, openNetlink, type RouteTold } from "../sys/index.ts";
import type { FlowRequest } from "./flow.ts";
import type { RouteAnswer, RouteQuestion } from "./route-decision.ts";

/** IP protocol numbers. RFC 9293; RFC 768. */
const protocols = { tcp: 6, udp: 17 } as const;

/** Numbers of the routing tables that are always there. linux/rtnetlink.h, RT_TABLE_*. */
const [MAIN, LOCAL] = [254, 255];

/** Which route is asked for, and whether its port is part of the question. */
export interface NativeAsked {
  readonly isOfTable: boolean;
  readonly withPort: boolean;
}

/**
 * The kernel's own answer, where this process can be at the vantage; `null` where `ip` must be asked in its place: over ssh, for an
 * address of a link, and where the kernel cannot be asked this way. rtnetlink(7), RTM_GETROUTE.
 */
export function tellNatively(
  { vantage, flow, context }: FlowRequest,
  { destination, source, inputInterface, port }: RouteQuestion,
  { isOfTable, withPort }: NativeAsked,
): RouteTold | null {
  context.signal.throwIfAborted();
  // A zone is no part of a packet, and says which link is meant. RFC 4007, section 11.
  if (destination.includes("%")) return null;
  const ports =
    withPort && port !== null ? { protocol: protocols[flow.protocol], destinationPort: port } : {};
  try {
    return vantage.inside(() => {
      using netlink = openNetlink("route");
      return askRoute(
        netlink,
        {
          destination,
          ...(source === null ? {} : { source: source.split("%")[0] ?? source }),
          ...(inputInterface === null ? {} : { inputInterface }),
          ...ports,
        },
        isOfTable,
      );
    });
  } catch (error) {
    if (error instanceof KernelError) return null;
    throw error;
  }
}

/** A route as `ip` tells it. */
export function answerOf({
  route,
  device,
}: Extract<RouteTold, { readonly device: string | null }>): RouteAnswer {
  // An exception of the cache bears the seconds until it goes; a route's own metric does not.
  const isLearnt = route.expires !== null;
  return {
    outcome: outcomeOfType(route.type),
    errno: null,
    gateway: route.hops[0]?.gateway ?? null,
    device,
    preferredSource: route.preferredSource,
    matchedPrefix: null,
    // Of an answer that no table gave `ip` says nothing.
    table: route.table === 0 ? (route.type === "local" ? LOCAL : MAIN) : route.table,
    mtu: isLearnt ? null : route.mtu,
    cachedMtu: isLearnt ? route.mtu : null,
  };
}

/** What becomes of packets, by the name of the route's type. */
export function outcomeOfType(type: string): RouteAnswer["outcome"] {
  switch (type) {
    case "local":
    case "broadcast":
    case "anycast":
      return "local";
    case "unreachable":
    case "prohibit":
    case "blackhole":
      return type;
    case "throw":
      return "no-route";
    default:
      return "unicast";
  }
}

/** The route of a table that took a packet; the one for everything has a name. */
export const prefixOf = (told: RouteTold | null): string | null => {
  if (told === null || "errno" in told) return null;
  const { destination } = told.route;
  return destination.endsWith("/0") ? "default" : destination;
};
