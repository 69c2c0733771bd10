import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { bits, element, generalizedTime, integer, octets, oid, sequence, tagged } from "./der.ts";

/** What an OCSP response says of one certificate. */
export interface OcspAnswer {
  /** Subject of the issuer, DER. */
  readonly issuerName: Buffer;
  /** The issuer's own P-256 key, which signs. */
  readonly key: KeyObject;
  /** Serial of the certificate, hexadecimal. */
  readonly serial: string;
  readonly isRevoked: boolean;
}

const DAY_MS = 86_400_000;
/** An uncompressed point of P-256 at the end of its SubjectPublicKeyInfo. RFC 5480, section 2.2. */
const POINT_OCTETS = 65;

/**
 * An OCSP response of the issuer itself, valid since yesterday and for three days.
 *
 * ```
 * OCSPResponse   { successful, [0] { id-pkix-ocsp-basic, BasicOCSPResponse } }      RFC 6960, section 4.2.1
 * BasicResponse  { ResponseData { byKey, producedAt, { CertID, status, thisUpdate, nextUpdate } }, ecdsa, signature }
 * ```
 */
export function ocspResponse({ issuerName, key, serial, isRevoked }: OcspAnswer): Buffer {
  const at = (days: number) => generalizedTime(new Date(Date.now() + days * DAY_MS));
  const keyHash = sha1(createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-POINT_OCTETS));
  const sha1Algorithm = sequence(oid("1.3.14.3.2.26"), element(0x05));
  const certId = sequence(
    sha1Algorithm,
    octets(sha1(issuerName)),
    octets(keyHash),
    integer(Buffer.from(serial, "hex")),
  );
  // good [0] IMPLICIT NULL; revoked [1] IMPLICIT SEQUENCE { revocationTime, [0] keyCompromise }.
  const status = isRevoked ? tagged(1, at(-2), tagged(0, element(0x0a, Buffer.from([1])))) : element(0x80);
  const single = sequence(certId, status, at(-1), tagged(0, at(3)));
  const data = sequence(tagged(2, octets(keyHash)), at(-1), sequence(single));
  const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
  const basic = sequence(data, ecdsaWithSha256, bits(sign("sha256", data, key)));
  const successful = element(0x0a, Buffer.from([0]));
  return sequence(successful, tagged(0, sequence(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic))));
}

const sha1 = (data: Buffer): Buffer => createHash("sha1").update(data).digest();
