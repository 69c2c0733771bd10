import { typeNumber } from "./dns-codes.ts";
import { writeName } from "./dns-name.ts";

/** One question, and how it is asked. */
export interface DnsQuery {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly recursionDesired: boolean;
  /** The CD bit. RFC 4035, section 3.2.2. */
  readonly checkingDisabled: boolean;
  /** UDP payload size of the OPT record; `null` for a query without EDNS. RFC 6891, section 6.2.3. */
  readonly ednsSize: number | null;
  /** The DO bit; only with EDNS. RFC 3225. */
  readonly dnssecOk: boolean;
}

/** The octets of a query. RFC 1035, section 4. `null` when the name or the type cannot be asked. */
export function encodeDnsQuery(query: DnsQuery): Uint8Array | null {
  const name = writeName(query.name);
  const type = typeNumber(query.type);
  if (name === null || type === null) return null;
  const octets = new Uint8Array(12 + name.length + 4 + (query.ednsSize === null ? 0 : 11));
  const view = new DataView(octets.buffer);
  view.setUint16(0, query.id);
  view.setUint16(2, (query.recursionDesired ? 0x0100 : 0) | (query.checkingDisabled ? 0x0010 : 0));
  view.setUint16(4, 1);
  octets.set(name, 12);
  view.setUint16(12 + name.length, type);
  view.setUint16(14 + name.length, 1);
  if (query.ednsSize !== null) {
    const opt = 16 + name.length;
    view.setUint16(10, 1);
    view.setUint16(opt + 1, 41);
    view.setUint16(opt + 3, query.ednsSize);
    view.setUint16(opt + 7, query.dnssecOk ? 0x8000 : 0);
  }
  return octets;
}
