/** One element of DER. ITU-T X.690, section 8.1. */
export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

/** Tags that certificates use. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  /** A context-specific, constructed element with this number. */
  context: (number: number) => 0xa0 + number,
  /** A context-specific, primitive element with this number. */
  contextPrimitive: (number: number) => 0x80 + number,
} as const;

/** The element at the start of `octets`; `null` where it is cut short or uses a form that certificates do not. */
export function readDer(octets: Uint8Array): Der | null {
  const [elementTag, first] = octets;
  if (elementTag === undefined || first === undefined || (elementTag & 0x1f) === 0x1f) return null;
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  // 0x80 is BER's indefinite length, which DER forbids; more than three octets is no certificate.
  if (first === 0x80 || lengthOctets > 3 || octets.length < 2 + lengthOctets) return null;
  const length =
    lengthOctets === 0
      ? first
      : octets.subarray(2, 2 + lengthOctets).reduce((value, octet) => value * 256 + octet, 0);
  const start = 2 + lengthOctets;
  if (octets.length < start + length) return null;
  return {
    tag: elementTag,
    content: octets.subarray(start, start + length),
    whole: octets.subarray(0, start + length),
  };
}

/** The elements of a constructed one, as far as they can be read. */
export function readAll(content: Uint8Array): readonly Der[] {
  const elements: Der[] = [];
  let at = 0;
  while (at < content.length) {
    const element = readDer(content.subarray(at));
    if (element === null) break;
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** The elements of a SEQUENCE, SET or context tag; none where it is not there. */
export const childrenOf = (element: Der | null | undefined): readonly Der[] =>
  element ? readAll(element.content) : [];

/** An object identifier in dots; empty where there is none. ITU-T X.690, section 8.19. */
export function oidOf(element: Der | undefined): string {
  if (element?.tag !== tag.oid) return "";
  const arcs: number[] = [];
  let value = 0;
  for (const octet of element.content) {
    value = value * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join(".");
}
