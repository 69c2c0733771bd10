/** Who answers to one address on one link, asked by ARP or neighbour solicitation. RFC 5227; RFC 4862, section 5.4. */
export interface AddressConflict {
  readonly address: string;
  readonly interface: string;
  readonly asked: number;
  /** Each hardware address that answered, as `02:00:…`, with the number of answers. More than one: two hosts claim it. */
  readonly answers: readonly {
    readonly hardwareAddress: string;
    readonly count: number;
    /**
     * The hardware address that answered an echo request which was sent to this one; `null` where none did. One host sends all its
     * answers by one route, whichever interface it is asked by. Left out where only one claims the address, and in older records.
     */
    readonly echoAnsweredBy?: string | null;
  }[];
}
