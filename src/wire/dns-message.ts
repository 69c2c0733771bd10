import { extendedErrorName, rcodeName, typeName } from "./dns-codes.ts";
import { isSameName, readName } from "./dns-name.ts";
import { rdataText } from "./dns-rdata.ts";

/** Octets of a message's header. RFC 1035, section 4.1.1. */
const HEADER = 12;

/** The most records of one section that are kept. A message of 64 KiB can hold thousands, none of use to us. */
const MAX_RECORDS = 512;

/** The class of the internet; other classes are kept, and never taken for an answer. RFC 1035, section 3.2.4. */
const CLASS_IN = 1;

/** The option that carries extended errors. RFC 8914, section 2. */
const EXTENDED_ERROR_OPTION = 15;

/** One resource record, its data as text. */
export interface DnsRecordRead {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data: string;
}

/** A DNS message. RFC 1035, section 4; RFC 6891; RFC 8914. */
export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  /** With the upper bits of the OPT record. */
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticated: boolean;
  readonly checkingDisabled: boolean;
  /** The first question; `null` when there is none, as in some FORMERR answers. */
  readonly question: { readonly name: string; readonly type: string } | null;
  readonly answers: readonly DnsRecordRead[];
  readonly authorities: readonly DnsRecordRead[];
  /** Without the OPT record. */
  readonly additionals: readonly DnsRecordRead[];
  /** UDP payload size that the sender takes; `null` when it speaks no EDNS. */
  readonly ednsSize: number | null;
  readonly extendedErrors: readonly { readonly code: number; readonly name: string; readonly text: string }[];
  /** What could not be read, from where on; `null` for a whole message. */
  readonly damage: string | null;
}

interface Section {
  readonly records: readonly DnsRecordRead[];
  readonly opt: OptRecord | null;
  readonly end: number;
  readonly damage: string | null;
}

interface OptRecord {
  readonly size: number;
  readonly upperRcode: number;
  readonly errors: DnsMessage["extendedErrors"];
}

/**
 * Reads a DNS message, and as much of a damaged one as there is: `damage` then says what is missing.
 * `null` for what has not even a header.
 *
 *      0  1  2  3  4  5  6  7  8  9  A  B  C  D  E  F
 *     |                      ID                       |
 *     |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 *     |    QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT         |
 */
export function decodeDnsMessage(octets: Uint8Array): DnsMessage | null {
  if (octets.length < HEADER) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const flags = view.getUint16(2);

  let at = HEADER;
  let damage: string | null = null;
  let question: DnsMessage["question"] = null;
  for (let index = 0; index < view.getUint16(4) && damage === null; index += 1) {
    const name = readName(octets, at);
    if (name === null || name.end + 4 > octets.length) {
      damage = "the question cannot be read";
      break;
    }
    question ??= { name: name.name, type: typeName(view.getUint16(name.end)) };
    at = name.end + 4;
  }
  const sections: Section[] = [];
  for (const [index, section] of ["answer", "authority", "additional"].entries()) {
    const empty = { records: [], opt: null, end: at, damage };
    const count = view.getUint16(6 + index * 2);
    const read = damage === null && count > 0 ? readSection(octets, { at, count, section }) : empty;
    sections.push(read);
    at = read.end;
    damage = read.damage;
  }
  const [answers, authorities, additionals] = sections;
  const opt = additionals?.opt ?? null;
  return {
    id: view.getUint16(0),
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 0xf,
    rcode: rcodeName((flags & 0xf) | ((opt?.upperRcode ?? 0) << 4)),
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticated: (flags & 0x0020) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
    question,
    answers: answers?.records ?? [],
    authorities: authorities?.records ?? [],
    additionals: additionals?.records ?? [],
    ednsSize: opt?.size ?? null,
    extendedErrors: opt?.errors ?? [],
    damage,
  };
}

function readSection(
  octets: Uint8Array,
  { at, count, section }: { readonly at: number; readonly count: number; readonly section: string },
): Section {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const records: DnsRecordRead[] = [];
  let opt: OptRecord | null = null;
  let position = at;
  for (let index = 0; index < count; index += 1) {
    const name = readName(octets, position);
    const length = name === null || name.end + 10 > octets.length ? Number.NaN : view.getUint16(name.end + 8);
    if (name === null || !(name.end + 10 + length <= octets.length)) {
      const damage = `record ${index + 1} of the ${section} section cannot be read`;
      return { records, opt, end: position, damage };
    }
    const type = typeName(view.getUint16(name.end));
    const place = { octets, at: name.end + 10, length };
    position = place.at + length;
    if (type === "OPT") {
      opt ??= readOpt(view, { at: name.end, end: position });
      continue;
    }
    const data = rdataText(type, place);
    if (data === null) {
      return {
        records,
        opt,
        end: position,
        damage: `the data of ${type} of ${name.name} cannot be read`,
      };
    }
    const isInternet = view.getUint16(name.end + 2) === CLASS_IN;
    // RFC 2181, section 8: a TTL with the top bit set is zero.
    const ttl = view.getInt32(name.end + 4);
    if (isInternet && records.length < MAX_RECORDS) {
      records.push({ name: name.name, type, ttl: Math.max(0, ttl), data });
    }
  }
  return { records, opt, end: position, damage: null };
}

/** The OPT record, whose class is a size and whose TTL is flags. RFC 6891, section 6.1. */
function readOpt(view: DataView, { at, end }: { readonly at: number; readonly end: number }): OptRecord {
  const errors: { code: number; name: string; text: string }[] = [];
  let position = at + 10;
  while (position + 4 <= end) {
    const [code, length] = [view.getUint16(position), view.getUint16(position + 2)];
    const next = position + 4 + length;
    if (next > end) break;
    if (code === EXTENDED_ERROR_OPTION && length >= 2 && errors.length < 8) {
      const number = view.getUint16(position + 4);
      const text = Buffer.from(view.buffer, view.byteOffset + position + 6, Math.min(length - 2, 256));
      // RFC 8914, section 2: the text is for people, may be anything, and is not terminated.
      errors.push({
        code: number,
        name: extendedErrorName(number),
        text: text
          .toString("utf8")
          .replaceAll(/\p{Cc}+/gu, " ")
          .trim(),
      });
    }
    position = next;
  }
  return { size: view.getUint16(at + 2), upperRcode: view.getUint8(at + 4), errors };
}

/** The name at the end of the CNAME chain that begins with `name`. A loop ends where it began to repeat. */
export function chainEnd(name: string, answers: readonly DnsRecordRead[]): string {
  const seen = new Set<string>();
  let current = name;
  for (;;) {
    seen.add(current.toLowerCase());
    const alias = answers.find((record) => record.type === "CNAME" && isSameName(record.name, current));
    if (alias === undefined || seen.has(alias.data.toLowerCase())) return current;
    current = alias.data;
  }
}

/** The data of all records of one type at the end of the CNAME chain, in the order given, each once. */
export function answerData(
  { name, type }: { readonly name: string; readonly type: string },
  answers: readonly DnsRecordRead[],
): readonly string[] {
  const end = chainEnd(name, answers);
  const own = answers.filter((record) => record.type === type && isSameName(record.name, end));
  return [...new Set(own.map(({ data }) => data))];
}

/** Seconds that a negative answer may be kept: the lesser of the SOA's own TTL and its MINIMUM. RFC 2308, section 5. */
export function negativeTtl(authorities: readonly DnsRecordRead[]): number | null {
  const soa = authorities.find(({ type }) => type === "SOA");
  if (soa === undefined) return null;
  const minimum = Number(soa.data.split(" ").at(-1));
  return Number.isNaN(minimum) ? null : Math.min(soa.ttl, minimum);
}
