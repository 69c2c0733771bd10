/** The neighbour table: who answers for which address on the wire. arp(7). */
export interface Neighbours {
  readonly entries: readonly {
    readonly address: string;
    readonly device: string;
    /** `null` when it is not resolved. */
    readonly hardwareAddress: string | null;
    readonly state: "complete" | "incomplete" | "permanent" | "other";
  }[];
}
