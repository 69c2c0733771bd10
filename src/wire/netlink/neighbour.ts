import { addressOf } from "./address.ts";
import { hostNumber, readAttributes } from "./attributes.ts";
import { macText } from "./link.ts";

/** What the host knows of a neighbour's hardware address. RTM_NEWNEIGH, rtnetlink(7). */
export interface Neighbour {
  readonly family: 4 | 6;
  readonly interfaceIndex: number;
  readonly address: string;
  /** RFC 4861, section 7.3.2; `failed`: nobody answered, `none`: not asked yet. */
  readonly state:
    | "none"
    | "incomplete"
    | "reachable"
    | "stale"
    | "delay"
    | "probe"
    | "failed"
    | "no-arp"
    | "permanent";
  readonly mac: string | null;
  /** Questions without an answer so far. */
  readonly probes: number | null;
  /** It said that it is a router. RFC 4861, section 4.4. */
  readonly isRouter: boolean;
  /** The host answers for it. */
  readonly isProxy: boolean;
}

const NEIGHBOUR_OCTETS = 12;
const attribute = { address: 1, mac: 2, probes: 4 } as const;
const flag = { proxy: 0x08, router: 0x80 } as const;
const states: readonly (readonly [number, Neighbour["state"]])[] = [
  [0x01, "incomplete"],
  [0x02, "reachable"],
  [0x04, "stale"],
  [0x08, "delay"],
  [0x10, "probe"],
  [0x20, "failed"],
  [0x40, "no-arp"],
  [0x80, "permanent"],
];

/** Reads the payload of RTM_NEWNEIGH; `null` where it is no IP neighbour. */
export function decodeNeighbour(payload: Uint8Array): Neighbour | null {
  if (payload.length < NEIGHBOUR_OCTETS) return null;
  const family = payload[0];
  const attributes = readAttributes(payload, NEIGHBOUR_OCTETS);
  const address = addressOf(attributes.get(attribute.address));
  if (address === null || (family !== 2 && family !== 10)) return null;
  const state = hostNumber(payload.subarray(8, 10)) ?? 0;
  const flags = payload[10] ?? 0;
  return {
    family: family === 2 ? 4 : 6,
    interfaceIndex: hostNumber(payload.subarray(4, 8)) ?? 0,
    address,
    state: states.find(([bit]) => (state & bit) !== 0)?.[1] ?? "none",
    mac: macText(attributes.get(attribute.mac)),
    probes: hostNumber(attributes.get(attribute.probes)),
    isRouter: (flags & flag.router) !== 0,
    isProxy: (flags & flag.proxy) !== 0,
  };
}
