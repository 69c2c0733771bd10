import { extensionType, readExtensions } from "./tls-hello.ts";
import { readOctets } from "./tls-octets.ts";
import { decodeName } from "./x509-name.ts";

/** The most certificates that we keep of one chain: OpenSSL gives up beyond 100, and no server sends ten. */
const MAX_CHAIN = 32;

/** The most authorities that we keep of one request. */
const MAX_AUTHORITIES = 64;

/** What a Certificate message holds. */
interface CertificateMessage {
  /** DER, leaf first, as sent. */
  readonly certificates: readonly Uint8Array[];
  /** The stapled OCSP answer for the leaf, TLS 1.3 only; `null` without one. RFC 8446, section 4.4.2.1. */
  readonly staple: Uint8Array | null;
}

/** Reads a Certificate message of TLS 1.2 and before. RFC 5246, section 7.4.2. */
export function decodeCertificate12(body: Uint8Array): CertificateMessage {
  const list = readOctets(readOctets(body).vector(3));
  const certificates: Uint8Array[] = [];
  while (list.remaining > 0 && certificates.length < MAX_CHAIN) {
    const certificate = list.vector(3);
    if (!list.complete) break;
    certificates.push(certificate);
  }
  return { certificates, staple: null };
}

/** Reads a Certificate message of TLS 1.3. RFC 8446, section 4.4.2. */
export function decodeCertificate13(body: Uint8Array): CertificateMessage {
  const message = readOctets(body);
  message.vector(1);
  const list = readOctets(message.vector(3));
  const certificates: Uint8Array[] = [];
  let staple: Uint8Array | null = null;
  while (list.remaining > 0 && certificates.length < MAX_CHAIN) {
    const certificate = list.vector(3);
    const extensions = readExtensions(list.vector(2));
    if (!list.complete) break;
    const status = extensions.get(extensionType.statusRequest);
    if (certificates.length === 0 && status !== undefined) staple = decodeCertificateStatus(status);
    certificates.push(certificate);
  }
  return { certificates, staple };
}

/** The OCSP answer in a CertificateStatus; `null` where it holds another thing. RFC 6066, section 8. */
export function decodeCertificateStatus(body: Uint8Array): Uint8Array | null {
  const reader = readOctets(body);
  const type = reader.number(1);
  const answer = reader.vector(3);
  return type === 1 && reader.complete && answer.length > 0 ? answer : null;
}

/** The authorities that a CertificateRequest of TLS 1.2 names; before 1.2 it lists no signatures. RFC 5246, section 7.4.4. */
export function decodeCertificateRequest12(body: Uint8Array, hasSignatures: boolean): readonly string[] {
  const reader = readOctets(body);
  reader.vector(1);
  if (hasSignatures) reader.vector(2);
  return readAuthorities(reader.vector(2));
}

/** The authorities that a CertificateRequest of TLS 1.3 names. RFC 8446, sections 4.3.2 and 4.2.4. */
export function decodeCertificateRequest13(body: Uint8Array): readonly string[] {
  const reader = readOctets(body);
  reader.vector(1);
  const extension = readExtensions(reader.vector(2)).get(extensionType.certificateAuthorities);
  return readAuthorities(readOctets(extension ?? new Uint8Array()).vector(2));
}

function readAuthorities(octets: Uint8Array): readonly string[] {
  const list = readOctets(octets);
  const names: string[] = [];
  while (list.remaining > 0 && names.length < MAX_AUTHORITIES) {
    const name = decodeName(list.vector(2));
    if (name !== null) names.push(name);
  }
  return names;
}
