/**
 * Looks over a DNS message where it lies, for what must be known at once. Only a usual message is looked over so: one question, and records
 * whose data are addresses and names alone; all others are left to the decoder. RFC 1035, section 4; RFC 6891.
 */
const HEADER = 12;
/** RFC 1035, sections 2.3.4 and 4.1.4; more pointers than a name can have labels. */
const [MOST_NAME, MOST_LABEL, POINTER, MOST_POINTERS] = [255, 63, 0xc0, 128];
/** Octets of a record behind its name: type, class, TTL and length. */
const FIXED = 10;
/** Numbers behind the names of SOA. RFC 1035, section 3.3.13. */
const SOA_NUMBERS = 20;
const type = { a: 1, ns: 2, cname: 5, soa: 6, ptr: 12, aaaa: 28, dname: 39, opt: 41 } as const;

const two = (octets: Uint8Array, at: number): number => ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);

/** What a look at a message found; one for all messages, good until the next one is looked at. */
export class DnsScan {
  id = 0;
  flags = 0;
  /** With the upper bits of the OPT record. */
  rcode = 0;
  /** UDP payload size that the sender takes; -1 where it speaks no EDNS. */
  ednsSize = -1;
  /** Behind the question: its name begins behind the header, its type and class are the last four octets. */
  questionEnd = 0;

  /** Looks at a message; false where it is not a usual one, or not whole. */
  look(octets: Uint8Array): boolean {
    if (octets.length < HEADER || two(octets, 4) !== 1) return false;
    const name = nameEnd(octets, HEADER);
    if (name < 0 || name + 4 > octets.length) return false;
    this.id = two(octets, 0);
    this.flags = two(octets, 2);
    this.rcode = this.flags & 0xf;
    this.ednsSize = -1;
    this.questionEnd = name + 4;
    let at = this.questionEnd;
    for (let section = 6; section < HEADER; section += 2) {
      for (let left = two(octets, section); left > 0; left -= 1) {
        at = this.record(octets, at, section === HEADER - 2);
        if (at < 0) return false;
      }
    }
    return true;
  }

  /** Behind a record; -1 where it is not a usual one. */
  private record(octets: Uint8Array, from: number, isAdditional: boolean): number {
    const at = nameEnd(octets, from);
    if (at < 0 || at + FIXED > octets.length) return -1;
    const data = at + FIXED;
    const end = data + two(octets, at + 8);
    if (end > octets.length) return -1;
    const kind = two(octets, at);
    if (kind === type.opt) {
      if (isAdditional && this.ednsSize < 0) {
        this.ednsSize = two(octets, at + 2);
        this.rcode |= (octets[at + 4] ?? 0) << 4;
      }
      return end;
    }
    return isUsual(octets, kind, data, end) ? end : -1;
  }
}

/** Whether the data of a record are whole, and of a kind that is told apart here. */
function isUsual(octets: Uint8Array, kind: number, data: number, end: number): boolean {
  if (kind === type.a) return end - data === 4;
  if (kind === type.aaaa) return end - data === 16;
  const isName = kind === type.cname || kind === type.ns || kind === type.ptr || kind === type.dname;
  if (!isName && kind !== type.soa) return false;
  const first = nameEnd(octets, data);
  if (first < 0 || first > end) return false;
  if (isName) return true;
  const second = nameEnd(octets, first);
  return second >= 0 && second + SOA_NUMBERS <= end;
}

/** Behind a name; -1 where it cannot be read. The same names can be read here as by the decoder. */
function nameEnd(octets: Uint8Array, from: number): number {
  let [at, end, total, pointers] = [from, -1, 1, 0];
  for (;;) {
    const length = octets[at];
    if (length === undefined) return -1;
    if (length === 0) return end < 0 ? at + 1 : end;
    if (length < POINTER) {
      total += length + 1;
      if (length > MOST_LABEL || at + 1 + length > octets.length || total > MOST_NAME) return -1;
      at += 1 + length;
      continue;
    }
    const low = octets[at + 1];
    if (low === undefined) return -1;
    if (end < 0) end = at + 2;
    const target = ((length & 0x3f) << 8) | low;
    pointers += 1;
    if (target >= at || pointers > MOST_POINTERS) return -1;
    at = target;
  }
}
