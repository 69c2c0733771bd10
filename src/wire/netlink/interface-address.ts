import { addressOf } from "./address.ts";
import { hostNumber, readAttributes, textOf } from "./attributes.ts";

/** An address of an interface. RTM_NEWADDR, rtnetlink(7). */
export interface InterfaceAddress {
  readonly family: 4 | 6;
  readonly interfaceIndex: number;
  readonly address: string;
  /** The far end of a point-to-point interface. */
  readonly peer: string | null;
  readonly prefixLength: number;
  readonly broadcast: string | null;
  readonly scope: "global" | "site" | "link" | "host" | "nowhere";
  readonly label: string | null;
  readonly isSecondary: boolean;
  /** Duplicate address detection still runs: nothing is sent from it yet. RFC 4862, section 5.4. */
  readonly isTentative: boolean;
  /** Somebody else on the link has it. RFC 4862, section 5.4.5. */
  readonly dadFailed: boolean;
  /** Its preferred lifetime is over: new connections avoid it. RFC 4862, section 5.5.4. */
  readonly isDeprecated: boolean;
  /** Its prefix did not become a route. */
  readonly hasNoPrefixRoute: boolean;
}

const ADDRESS_OCTETS = 8;
const attribute = { address: 1, local: 2, label: 3, broadcast: 4, flags: 8 } as const;
const flag = {
  secondary: 0x01,
  dadFailed: 0x08,
  deprecated: 0x20,
  tentative: 0x40,
  noPrefixRoute: 0x200,
} as const;

/** Reads the payload of RTM_NEWADDR; `null` where it is no IP address. */
export function decodeInterfaceAddress(payload: Uint8Array): InterfaceAddress | null {
  if (payload.length < ADDRESS_OCTETS) return null;
  const [number = 0, prefixLength = 0, shortFlags = 0, scope = 0] = payload;
  const attributes = readAttributes(payload, ADDRESS_OCTETS);
  // IFA_ADDRESS is the peer's on point-to-point interfaces; IFA_LOCAL, where it comes, is always the host's own.
  const remote = addressOf(attributes.get(attribute.address));
  const address = addressOf(attributes.get(attribute.local)) ?? remote;
  if (address === null || (number !== 2 && number !== 10)) return null;
  const flags = hostNumber(attributes.get(attribute.flags)) ?? shortFlags;
  return {
    family: number === 2 ? 4 : 6,
    interfaceIndex: hostNumber(payload.subarray(4, 8)) ?? 0,
    address,
    peer: remote === address ? null : remote,
    prefixLength,
    broadcast: addressOf(attributes.get(attribute.broadcast)),
    scope: scopeName(scope),
    label: textOf(attributes.get(attribute.label)),
    // The same bit means "temporary" for IPv6 (RFC 8981), which is no secondary address.
    isSecondary: number === 2 && (flags & flag.secondary) !== 0,
    isTentative: (flags & flag.tentative) !== 0,
    dadFailed: (flags & flag.dadFailed) !== 0,
    isDeprecated: (flags & flag.deprecated) !== 0,
    hasNoPrefixRoute: (flags & flag.noPrefixRoute) !== 0,
  };
}

/** enum rt_scope_t, linux/rtnetlink.h. */
function scopeName(scope: number): InterfaceAddress["scope"] {
  const names = { 200: "site", 253: "link", 254: "host", 255: "nowhere" } as const;
  return scope in names ? names[scope as keyof typeof names] : "global";
}
