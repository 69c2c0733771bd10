/**
 * What a resolver says of names that cannot exist: drawn at random, under `.invalid`. To each of them the answer is
 * NXDOMAIN; one with an address is made up. RFC 6761, section 6.4.
 */
export interface DnsDrawnNames {
  /** Numeric address. */
  readonly server: string;
  readonly port: number;
  readonly names: readonly string[];
  readonly types: readonly string[];
  /** Rcode of each answer that came, in the order of names, then types. */
  readonly rcodes: readonly string[];
  /** Questions that were answered, of those that were sent. */
  readonly answered: number;
  readonly sent: number;
  /** Addresses that were given for names that do not exist. */
  readonly addresses: readonly string[];
  /** Each name got an address: `true`; each was answered and none got one: `false`; else `null`. */
  readonly inventsAddresses: boolean | null;
  /** Each address that this resolver gave for the request's own name is one of `addresses`; `null` when it gave none. */
  readonly targetGetsSame: boolean | null;
  /** An authority of the name, or a resolver that invents nothing, gives one of them for it too; `null` when none spoke. */
  readonly othersGiveSame: boolean | null;
}
