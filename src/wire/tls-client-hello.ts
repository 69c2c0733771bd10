/** A ClientHello of our own, for looks that read only the first answer. */
export interface HelloAsked {
  /** SNI; `null` sends none. */
  readonly serverName: string | null;
  readonly versions: readonly number[];
  readonly alpn: readonly string[];
  /** 32 octets. */
  readonly random: Uint8Array;
  /** A public value of X25519: any 32 octets are one. RFC 7748, section 5. */
  readonly keyShare: Uint8Array;
  /** Pads the record to this many octets; 0 for no padding. RFC 7685. */
  readonly padTo: number;
  /** Suites in place of the usual ones. */
  readonly ciphers?: readonly number[];
}

/** Suites that every server of the last ten years shares one of: TLS 1.3, then ECDHE and RSA of TLS 1.2. */
const usualCiphers = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014,
  0x009c, 0x009d, 0x002f, 0x0035,
];

const groups = [29, 23, 24, 25];

const signatures = [
  0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0603, 0x0807, 0x0808, 0x0203, 0x0201,
];

/** Octets of the record, as they go on the wire. RFC 8446, section 4.1.2. */
export function encodeClientHello(asked: HelloAsked): Uint8Array {
  const { serverName, versions, alpn, random, keyShare, padTo } = asked;
  const highest = Math.min(0x0303, Math.max(...versions));
  const offers13 = versions.includes(0x0304);
  const extensions = [
    ...(serverName === null ? [] : [extension(0, vector(2, [0, ...vector(2, ascii(serverName))]))]),
    extension(23, []),
    extension(65281, [0]),
    extension(10, vector(2, groups.flatMap(two))),
    extension(11, [1, 0]),
    ...(alpn.length === 0
      ? []
      : [
          extension(
            16,
            vector(
              2,
              alpn.flatMap((name) => vector(1, ascii(name))),
            ),
          ),
        ]),
    extension(13, vector(2, signatures.flatMap(two))),
    ...(offers13
      ? [
          extension(43, vector(1, versions.toSorted((a, b) => b - a).flatMap(two))),
          extension(45, [1, 1]),
          extension(51, vector(2, [...two(29), ...vector(2, [...keyShare])])),
        ]
      : []),
  ].flat();
  const offered = (asked.ciphers ?? usualCiphers)
    .filter((cipher) => offers13 || cipher >> 8 !== 0x13)
    .flatMap(two);
  // The session id that TLS 1.3 sends so that it looks like a resumption to devices of old. RFC 8446, appendix D.4.
  const front = [
    ...two(highest),
    ...random,
    ...vector(1, offers13 ? [...random].toReversed() : []),
    ...vector(2, offered),
    1,
    0,
  ];
  // Record header 5, message header 4, length of the extensions 2, header of the padding 4.
  const missing = padTo - (5 + 4 + front.length + 2 + extensions.length + 4);
  const padding =
    missing >= 0
      ? extension(
          21,
          Array.from({ length: missing }, () => 0),
        )
      : [];
  const body = [...front, ...vector(2, [...extensions, ...padding])];
  return Uint8Array.from([22, 3, 1, ...vector(2, [1, ...vector(3, body)])]);
}

const two = (value: number): number[] => [value >> 8, value & 0xff];

const ascii = (text: string): number[] => [...Buffer.from(text, "latin1")];

function vector(lengthOctets: 1 | 2 | 3, content: readonly number[]): number[] {
  const length = [content.length >> 16, (content.length >> 8) & 0xff, content.length & 0xff];
  return [...length.slice(3 - lengthOctets), ...content];
}

const extension = (type: number, data: readonly number[]): number[] => [...two(type), ...vector(2, data)];
