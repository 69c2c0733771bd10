import { huffmanText } from "./hpack-huffman.ts";

/** Names and values that need not be sent. RFC 7541, appendix A. */
const fixed: readonly (readonly [name: string, value: string])[] = [
  [":authority", ""],
  [":method", "GET"],
  [":method", "POST"],
  [":path", "/"],
  [":path", "/index.html"],
  [":scheme", "http"],
  [":scheme", "https"],
  ...["200", "204", "206", "304", "400", "404", "500"].map((status) => [":status", status] as const),
  ["accept-charset", ""],
  ["accept-encoding", "gzip, deflate"],
  ...(
    "accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control " +
    "content-disposition content-encoding content-language content-length content-location content-range content-type " +
    "cookie date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since " +
    "last-modified link location max-forwards proxy-authenticate proxy-authorization range referer refresh retry-after " +
    "server set-cookie strict-transport-security transfer-encoding user-agent vary via www-authenticate"
  )
    .split(" ")
    .map((name) => [name, ""] as const),
];

/** The table's size before anything else is said, and the most that is held. RFC 7541, section 4.2; RFC 9113, section 6.5.2. */
const USUAL_TABLE = 4_096;
const MOST_TABLE = 65_536;
/** What an entry counts beside its texts. RFC 7541, section 4.1. */
const ENTRY = 32;
const MOST_FIELDS = 256;

/** Decodes the field sections of one direction, in their order. RFC 7541. */
export class HpackDecoder {
  private readonly table: (readonly [name: string, value: string])[] = [];
  private size = 0;
  private most = USUAL_TABLE;
  private octets = new Uint8Array(0);
  private at = 0;

  /** The fields of a section; `null` where it cannot be read, and then nothing behind it can. */
  decode(octets: Uint8Array): readonly (readonly [name: string, value: string])[] | null {
    this.octets = Uint8Array.from(octets);
    this.at = 0;
    const fields: (readonly [string, string])[] = [];
    while (this.at < this.octets.length) {
      const first = this.octets[this.at] ?? 0;
      if ((first & 0xe0) === 0x20) {
        const most = this.number(5);
        if (most === null || most > MOST_TABLE) return null;
        this.most = most;
        this.evict();
        continue;
      }
      const field = (first & 0x80) !== 0 ? this.indexed() : this.literal(first);
      if (field === null || fields.length === MOST_FIELDS) return null;
      fields.push(field);
    }
    return fields;
  }

  private indexed(): readonly [string, string] | null {
    const index = this.number(7);
    return index === null ? null : this.entry(index);
  }

  private literal(first: number): readonly [string, string] | null {
    const isKept = (first & 0x40) !== 0;
    const index = this.number(isKept ? 6 : 4);
    if (index === null) return null;
    const name = index === 0 ? this.text() : (this.entry(index)?.[0] ?? null);
    const value = name === null ? null : this.text();
    if (name === null || value === null) return null;
    const field = [name, value] as const;
    if (isKept) {
      this.table.unshift(field);
      this.size += sizeOf(field);
      this.evict();
    }
    return field;
  }

  private entry(index: number): readonly [string, string] | null {
    return (index <= fixed.length ? fixed[index - 1] : this.table[index - fixed.length - 1]) ?? null;
  }

  private evict(): void {
    while (this.size > this.most) {
      const last = this.table.pop();
      if (last === undefined) return;
      this.size -= sizeOf(last);
    }
  }

  /** A number with a prefix of so many bits. RFC 7541, section 5.1. */
  private number(bits: number): number | null {
    const most = (1 << bits) - 1;
    let value = (this.octets[this.at] ?? 0) & most;
    this.at += 1;
    if (value < most) return value;
    for (let shift = 0; shift < 28; shift += 7) {
      const octet = this.octets[this.at];
      if (octet === undefined) return null;
      this.at += 1;
      value += (octet & 0x7f) * 2 ** shift;
      if ((octet & 0x80) === 0) return value;
    }
    return null;
  }

  private text(): string | null {
    const isCoded = ((this.octets[this.at] ?? 0) & 0x80) !== 0;
    const length = this.number(7);
    if (length === null || this.at + length > this.octets.length) return null;
    const octets = this.octets.subarray(this.at, this.at + length);
    this.at += length;
    return isCoded ? huffmanText(octets) : Buffer.from(octets).toString("latin1");
  }
}

const sizeOf = ([name, value]: readonly [string, string]): number => name.length + value.length + ENTRY;
