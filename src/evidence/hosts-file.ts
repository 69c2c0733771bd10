/** What the hosts file says of one name. hosts(5). */
export interface HostsFile {
  readonly name: string;
  /** Addresses that it gives for the name, in order; empty when it names it not. */
  readonly addresses: readonly string[];
  /** 1-based numbers of the lines that name it. */
  readonly lines: readonly number[];
}
