import { asAscii, readNumbers, readOctets } from "./tls-octets.ts";

/** Extension numbers that we read. IANA, TLS ExtensionType Values. */
export const extensionType = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  signatureAlgorithms: 13,
  alpn: 16,
  padding: 21,
  supportedVersions: 43,
  certificateAuthorities: 47,
  keyShare: 51,
} as const;

/** What a client offers. RFC 8446, section 4.1.2. */
export interface ClientHello {
  /** Versions of the extension; without it the one of the old field. */
  readonly versions: readonly number[];
  readonly ciphers: readonly number[];
  /** SNI; `null` when none was sent. RFC 6066, section 3. */
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  readonly groups: readonly number[];
  readonly keyShares: readonly number[];
  readonly signatures: readonly number[];
}

/** What a server chose. RFC 8446, section 4.1.3. */
export interface ServerHello {
  readonly version: number;
  readonly cipher: number;
  /** The key share's group, or the one that a HelloRetryRequest asks for; `null` before TLS 1.3. */
  readonly group: number | null;
  readonly alpn: string | null;
  readonly isRetryRequest: boolean;
}

/** Extensions by number. Where one comes twice, the first counts. */
export function readExtensions(octets: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = readOctets(octets);
  const extensions = new Map<number, Uint8Array>();
  while (reader.remaining >= 4) {
    const type = reader.number(2);
    const data = reader.vector(2);
    if (!reader.complete) break;
    if (!extensions.has(type)) extensions.set(type, data);
  }
  return extensions;
}

/** Names of an ALPN extension. RFC 7301, section 3.1. */
export function readAlpn(extension: Uint8Array | undefined): readonly string[] {
  const list = readOctets(readOctets(extension ?? new Uint8Array()).vector(2));
  const names: string[] = [];
  while (list.remaining > 0) names.push(asAscii(list.vector(1)));
  return names;
}

/** Reads the body of a ClientHello; `null` where it is cut short. */
export function decodeClientHello(body: Uint8Array): ClientHello | null {
  const reader = readOctets(body);
  const legacyVersion = reader.number(2);
  reader.take(32);
  reader.vector(1);
  const ciphers = readNumbers(reader.vector(2));
  reader.vector(1);
  if (!reader.complete) return null;
  const extensions = readExtensions(reader.remaining > 0 ? reader.vector(2) : new Uint8Array());
  if (!reader.complete) return null;
  const listed = (type: number, lengthOctets: 1 | 2) =>
    readNumbers(readOctets(extensions.get(type) ?? new Uint8Array()).vector(lengthOctets));
  const versions = listed(extensionType.supportedVersions, 1);
  return {
    versions: versions.length > 0 ? versions : [legacyVersion],
    ciphers,
    serverName: readServerName(extensions.get(extensionType.serverName)),
    alpn: readAlpn(extensions.get(extensionType.alpn)),
    groups: listed(extensionType.supportedGroups, 2),
    keyShares: readKeyShares(extensions.get(extensionType.keyShare)),
    signatures: listed(extensionType.signatureAlgorithms, 2),
  };
}

function readServerName(extension: Uint8Array | undefined): string | null {
  if (extension === undefined) return null;
  const list = readOctets(readOctets(extension).vector(2));
  while (list.remaining > 0) {
    const type = list.number(1);
    const name = list.vector(2);
    if (type === 0 && list.complete) return asAscii(name);
  }
  return null;
}

function readKeyShares(extension: Uint8Array | undefined): readonly number[] {
  const list = readOctets(readOctets(extension ?? new Uint8Array()).vector(2));
  const groups: number[] = [];
  while (list.remaining >= 4) {
    groups.push(list.number(2));
    list.vector(2);
  }
  return groups;
}

/** SHA-256 of "HelloRetryRequest": the random of a ServerHello that is one. RFC 8446, section 4.1.3. */
const RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

/** Reads the body of a ServerHello or HelloRetryRequest; `null` where it is cut short. */
export function decodeServerHello(body: Uint8Array): ServerHello | null {
  const reader = readOctets(body);
  const legacyVersion = reader.number(2);
  const random = Buffer.from(reader.take(32)).toString("hex");
  reader.vector(1);
  const cipher = reader.number(2);
  reader.number(1);
  if (!reader.complete) return null;
  const extensions = readExtensions(reader.remaining > 0 ? reader.vector(2) : new Uint8Array());
  if (!reader.complete) return null;
  const version = extensions.get(extensionType.supportedVersions);
  const share = extensions.get(extensionType.keyShare);
  return {
    version: version === undefined ? legacyVersion : readOctets(version).number(2),
    cipher,
    group: share === undefined ? null : readOctets(share).number(2),
    alpn: readAlpn(extensions.get(extensionType.alpn))[0] ?? null,
    isRetryRequest: random === RETRY_RANDOM,
  };
}
