/** What a run is to find out. */
export interface StateAsked {
  readonly destination: string;
  readonly count: number;
  readonly flows: number;
  readonly maxTtl: number;
  /** The destination has to answer each probe: echo, SYN. */
  readonly provesLoss: boolean;
  /** It has to answer probes of one flow, however quickly they come: echo does, SYNs with the ports of others do not. */
  readonly repeatsFlow: boolean;
  /** One probe of a flow at a time, whatever comes. */
  readonly isSerial: boolean;
}
