/**
 * Tracked connections, one typed array for each field. An address takes four words in network order, of which IPv4 uses
 * the first.
 */
export interface ConntrackColumns {
  /** 4 or 6. */
  readonly family: Uint8Array;
  /** IP protocol number. */
  readonly protocol: Uint8Array;
  /** TCP's own state number; 255 for protocols without. */
  readonly tcpState: Uint8Array;
  /** IPS_* bits. linux/netfilter/nf_conntrack_common.h. */
  readonly status: Uint32Array;
  /** Seconds until it is forgotten; `NO_TIMEOUT` where not said. */
  readonly timeout: Uint32Array;
  readonly mark: Uint32Array;
  /** Two words at a row: source and destination port of the first packet, then those of its answer. */
  readonly ports: Uint16Array;
  /** Sixteen words at a row: source and destination of the first packet, then those of its answer. */
  readonly addresses: Uint32Array;
}

/** Ports at each row, and words of addresses. */
export const PORTS_A_ROW = 4;
export const WORDS_A_ROW = 16;
export const NO_TCP_STATE = 255;
export const NO_TIMEOUT = 0xffff_ffff;

/** Columns for so many rows. */
export const createConntrackColumns = (rows: number): ConntrackColumns => ({
  family: new Uint8Array(rows),
  protocol: new Uint8Array(rows),
  tcpState: new Uint8Array(rows),
  status: new Uint32Array(rows),
  timeout: new Uint32Array(rows),
  mark: new Uint32Array(rows),
  ports: new Uint16Array(rows * PORTS_A_ROW),
  addresses: new Uint32Array(rows * WORDS_A_ROW),
});

/** The same rows with room for more. */
export function growConntrackColumns(columns: ConntrackColumns, rows: number): ConntrackColumns {
  const grown = createConntrackColumns(rows);
  grown.family.set(columns.family);
  grown.protocol.set(columns.protocol);
  grown.tcpState.set(columns.tcpState);
  grown.status.set(columns.status);
  grown.timeout.set(columns.timeout);
  grown.mark.set(columns.mark);
  grown.ports.set(columns.ports);
  grown.addresses.set(columns.addresses);
  return grown;
}
