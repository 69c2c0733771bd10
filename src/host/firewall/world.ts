/** What rules may ask about the host that the packet itself does not tell. */
export interface World {
  /** `local`, `broadcast`, `multicast` or `unicast`; `null` where not known. */
  addressType(address: string): string | null;
  /** The interface that an address belongs to; `null` where to none, or to one that is not known. */
  ownerOf(address: string): string | null;
  /** The interface that a packet to an address leaves by; `null` for none, `undefined` where not known. */
  deviceTowards(address: string): string | null | undefined;
  /** The address that packets get which are made to look as if this interface had sent them. */
  addressOn(device: string, family: 4 | 6): string | null;
}
