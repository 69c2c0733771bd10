import type { BodyFraming } from "../../wire/index.ts";

/**
 * Looks over a head of HTTP/1 where it lies, for what must be known at once: where it ends and how its body ends. Only a usual head is
 * looked over so; all others are left to the readers that make fields of it. RFC 9112.
 */
const [LF, CR, SPACE, TAB] = [0x0a, 0x0d, 0x20, 0x09];
const [ZERO, NINE] = [0x30, 0x39];
/** In lower case. */
const [LETTER_C, LETTER_T] = [0x63, 0x74];
const TO_CAPITAL = 0x20;
/** Longer lengths are left to others: all of these are exact as numbers. */
const MOST_DIGITS = 12;
const MOST_METHOD = 32;

const NO_BODY: BodyFraming = { by: "none" };
const BY_CHUNKS: BodyFraming = { by: "chunks" };
const BY_CLOSE: BodyFraming = { by: "close" };

const octetsOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const CONTENT_LENGTH = octetsOf("content-length:");
const TRANSFER_ENCODING = octetsOf("transfer-encoding:");
const CHUNKED = octetsOf("chunked");
const VERSION = octetsOf("HTTP/1.");
const HEAD = octetsOf("HEAD ");
const CONNECT = octetsOf("CONNECT ");

/** What a look at a head found; one for all heads, good until the next one is looked at. */
export class HeadScan {
  /** Octets of the head, its empty line included. */
  headOctets = 0;
  status = 0;
  isHead = false;
  isConnect = false;
  isChunked = false;
  /** Octets that Content-Length says; -1 where there is none. */
  length = -1;

  /** Looks at an answer; false where it is not a usual one, or not whole. */
  answer(octets: Uint8Array): boolean {
    if (!isText(octets, 0, VERSION) || octets[8] !== SPACE || !isDigit(octets[7])) return false;
    if (!isDigit(octets[9]) || !isDigit(octets[10]) || !isDigit(octets[11])) return false;
    this.status = digit(octets[9]) * 100 + digit(octets[10]) * 10 + digit(octets[11]);
    const behind = octets[12];
    if (this.status < 100 || (behind !== SPACE && behind !== CR && behind !== LF)) return false;
    let end = 12;
    while (end < octets.length && octets[end] !== LF && octets[end] !== CR) end += 1;
    if (octets[end] === CR) end += 1;
    return octets[end] === LF && this.fields(octets, end + 1);
  }

  /** Looks at a request; false where it is not a usual one, or not whole. */
  request(octets: Uint8Array): boolean {
    let at = 0;
    while (isCapital(octets[at])) at += 1;
    if (at === 0 || at > MOST_METHOD || octets[at] !== SPACE) return false;
    this.isHead = isText(octets, 0, HEAD);
    this.isConnect = isText(octets, 0, CONNECT);
    const target = at + 1;
    at = target;
    for (let octet = octets[at] ?? 0; octet > SPACE && octet < 0x7f; octet = octets[at] ?? 0) at += 1;
    if (at === target || octets[at] !== SPACE || !isText(octets, at + 1, VERSION)) return false;
    at += 1 + VERSION.length;
    if (!isDigit(octets[at])) return false;
    at += octets[at + 1] === CR ? 2 : 1;
    return octets[at] === LF && this.fields(octets, at + 1);
  }

  /** How the body of the request that was looked at ends. */
  requestBody(): BodyFraming {
    if (this.isChunked) return BY_CHUNKS;
    return this.length > 0 ? { by: "length", octets: this.length } : NO_BODY;
  }

  /** How the body of the answer that was looked at ends; its request is not CONNECT. RFC 9112, section 6.3. */
  answerBody(isOfHead: boolean): BodyFraming {
    if (isOfHead || this.status === 204 || this.status === 304 || this.status < 200) return NO_BODY;
    if (this.isChunked) return BY_CHUNKS;
    if (this.length < 0) return BY_CLOSE;
    return this.length === 0 ? NO_BODY : { by: "length", octets: this.length };
  }

  private fields(octets: Uint8Array, from: number): boolean {
    this.length = -1;
    this.isChunked = false;
    let at = from;
    for (;;) {
      const first = octets[at];
      if (first === LF || (first === CR && octets[at + 1] === LF)) {
        this.headOctets = at + (first === LF ? 1 : 2);
        return !this.isChunked || this.length < 0;
      }
      // A folded line belongs to the one before it.
      if (first === undefined || first === SPACE || first === TAB || first === CR) return false;
      const end = octets.indexOf(LF, at);
      if (end < 0) return false;
      const letter = first | 0x20;
      if (letter === LETTER_C && isName(octets, at, CONTENT_LENGTH)) {
        if (!this.takeLength(octets, at + CONTENT_LENGTH.length, end)) return false;
      } else if (letter === LETTER_T && isName(octets, at, TRANSFER_ENCODING)) {
        if (!this.takeCoding(octets, at + TRANSFER_ENCODING.length, end)) return false;
      }
      at = end + 1;
    }
  }

  private takeLength(octets: Uint8Array, from: number, end: number): boolean {
    let at = from;
    while (octets[at] === SPACE) at += 1;
    const first = at;
    let length = 0;
    for (; isDigit(octets[at]); at += 1) length = length * 10 + digit(octets[at]);
    const isOnly = at === end || (octets[at] === CR && at + 1 === end);
    if (this.length >= 0 || at === first || at - first > MOST_DIGITS || !isOnly) return false;
    this.length = length;
    return true;
  }

  private takeCoding(octets: Uint8Array, from: number, end: number): boolean {
    let at = from;
    while (octets[at] === SPACE) at += 1;
    const behind = at + CHUNKED.length;
    const isOnly = behind === end || (octets[behind] === CR && behind + 1 === end);
    if (this.isChunked || !isName(octets, at, CHUNKED) || !isOnly) return false;
    this.isChunked = true;
    return true;
  }
}

const digit = (octet: number | undefined): number => (octet ?? 0) - ZERO;

const isDigit = (octet: number | undefined): boolean => octet !== undefined && octet >= ZERO && octet <= NINE;

const isCapital = (octet: number | undefined): boolean =>
  octet !== undefined && octet >= 0x41 && octet <= 0x5a;

/** Whether a text lies there, in this case. */
function isText(octets: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) if (octets[at + index] !== text[index]) return false;
  return true;
}

/** Whether a text lies there, in any case; `text` in lower case. */
function isName(octets: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const wanted = text[index] ?? 0;
    const octet = octets[at + index];
    if (octet !== wanted && !(isCapital(octet) && (octet ?? 0) + TO_CAPITAL === wanted)) return false;
  }
  return true;
}
