import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIP } from "node:net";
import { bits, boolean, integer, named, octets, oid, pem, sequence, set, tagged, time, utf8 } from "./der.ts";
import { ocspResponse } from "./ocsp.ts";

/** What a certificate says. Times are in days from now, negative for the past. */
export interface CertificateRequest {
  /** Common name of the subject. */
  readonly subject: string;
  /** Organization of the subject. */
  readonly organization?: string;
  /** DNS names and numeric addresses of the subject alternative name; default: the subject. Empty for no such extension. */
  readonly names?: readonly string[];
  /** Days from now of notBefore; default -30. */
  readonly from?: number;
  /** Days from now of notAfter; default 90. */
  readonly until?: number;
  /** Extended key usage; default `serverAuth`. Empty for no such extension. */
  readonly usages?: readonly ("serverAuth" | "clientAuth" | "codeSigning" | "emailProtection")[];
  /** Where the issuer's certificate is had (AIA caIssuers), an http URL. */
  readonly issuerUrl?: string;
  /** Where revocation is asked (AIA OCSP), an http URL. */
  readonly ocspUrl?: string;
  /** CRL distribution point, an http URL. */
  readonly crlUrl?: string;
  readonly key?: KeyKind;
  /** Demands a stapled OCSP answer (RFC 7633). */
  readonly mustStaple?: boolean;
}

/** `ec` is P-256; RSA of 1024 bits is what today's defaults refuse. */
export type KeyKind = "ec" | "rsa2048" | "rsa1024";

/** A certificate with its key. */
export interface Certificate {
  /** This certificate alone, PEM. */
  readonly pem: string;
  /** The same in DER. */
  readonly der: Buffer;
  readonly keyPem: string;
  /** This certificate, then its intermediates: what a server should send. */
  readonly chainPem: string;
  readonly serial: string;
}

/** An authority that issues certificates. */
export interface Authority extends Certificate {
  /** The root at the top, PEM: what a client must trust. */
  readonly rootPem: string;
  issue(request: CertificateRequest): Certificate;
  /** A subordinate authority. */
  intermediate(name: string, request?: Partial<CertificateRequest>): Authority;
  /** A certificate, PEM, for another authority's name and key: what ties it to this root as well. */
  cross(other: Authority, request?: Partial<CertificateRequest>): string;
  /** A list of revoked serials, PEM, valid for a week. RFC 5280, section 5. */
  revoke(serials: readonly string[]): string;
  /** An OCSP response, DER, for a certificate of this authority, to be stapled. */
  ocsp(serial: string, status: "good" | "revoked"): Buffer;
}

const DAY_MS = 86_400_000;
const usageOids = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  emailProtection: "1.3.6.1.5.5.7.3.4",
} as const;

interface Signer {
  readonly name: Buffer;
  readonly key: KeyObject;
  /** Certificates from this one up to, and without, the root. */
  readonly chainPem: string;
  readonly rootPem: string | null;
}

/** A new root authority. Its key lives in memory only. Dates are relative to now, so the clock need not be touched. */
export function createAuthority(name: string): Authority {
  const keys = makeKeys("ec");
  const self: Signer = { name: distinguished(name), key: keys.privateKey, chainPem: "", rootPem: null };
  const made = certify(self, keys, { subject: name, from: -1000, until: 3000 }, true);
  return authority({ ...self, rootPem: made.pem }, made);
}

/** A certificate that only itself vouches for. */
export function selfSigned(request: CertificateRequest): Certificate {
  const keys = makeKeys(request.key ?? "ec");
  const self: Signer = {
    name: distinguished(request.subject),
    key: keys.privateKey,
    chainPem: "",
    rootPem: null,
  };
  return certify(self, keys, request, false);
}

function authority(signer: Signer, own: Certificate): Authority {
  const rootPem = signer.rootPem ?? own.pem;
  return {
    ...own,
    rootPem,
    issue: (request) => certify(signer, makeKeys(request.key ?? "ec"), request, false),
    intermediate(name, request = {}) {
      const keys = makeKeys(request.key ?? "ec");
      const made = certify(signer, keys, { from: -900, until: 2000, ...request, subject: name }, true);
      const next = { name: distinguished(name), key: keys.privateKey, chainPem: made.chainPem, rootPem };
      return authority(next, made);
    },
    cross(other, request = {}) {
      const { publicKey, subject } = new X509Certificate(other.pem);
      const keys = { publicKey, privateKey: createPrivateKey(other.keyPem) };
      return certify(signer, keys, { ...request, subject: subject.replace(/^CN=/, "") }, true).pem;
    },
    revoke(serials) {
      const now = Date.now();
      const entries = serials.map((serial) =>
        sequence(integer(Buffer.from(serial, "hex")), time(new Date(now - DAY_MS))),
      );
      const body = sequence(
        integer(1),
        algorithmOf(signer.key),
        signer.name,
        time(new Date(now - 2 * DAY_MS)),
        time(new Date(now + 7 * DAY_MS)),
        ...(entries.length > 0 ? [sequence(...entries)] : []),
        tagged(0, sequence(extension("2.5.29.20", false, integer(1)))),
      );
      return pem("X509 CRL", signed(body, signer.key));
    },
    ocsp: (serial, status) =>
      ocspResponse({ issuerName: signer.name, key: signer.key, serial, isRevoked: status === "revoked" }),
  };
}

type Keys = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

function makeKeys(kind: KeyKind): Keys {
  return kind === "ec"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("rsa", { modulusLength: kind === "rsa2048" ? 2048 : 1024 });
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }. RFC 5280, section 4.1. */
function certify(signer: Signer, keys: Keys, request: CertificateRequest, isAuthority: boolean): Certificate {
  const { subject, names = isAuthority ? [] : [subject], from = -30, until = 90 } = request;
  const usages = request.usages ?? (isAuthority ? [] : ["serverAuth"]);
  const serial = randomBytes(12);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  const date = (days: number) => time(new Date(Date.now() + days * DAY_MS));
  const access = [
    ...(request.ocspUrl ? [sequence(oid("1.3.6.1.5.5.7.48.1"), uri(request.ocspUrl))] : []),
    ...(request.issuerUrl ? [sequence(oid("1.3.6.1.5.5.7.48.2"), uri(request.issuerUrl))] : []),
  ];
  const extensions = [
    extension("2.5.29.19", true, isAuthority ? sequence(boolean(true)) : sequence()),
    // keyCertSign and cRLSign, or digitalSignature (and keyEncipherment, which RSA key exchange needs).
    extension("2.5.29.15", true, isAuthority ? bits(Buffer.from([0x06]), 1) : bits(Buffer.from([0xa0]), 5)),
    extension("2.5.29.14", false, octets(keyId(keys.publicKey))),
    extension("2.5.29.35", false, sequence(named(0, keyId(createPublicKey(signer.key))))),
    ...(usages.length > 0
      ? [extension("2.5.29.37", false, sequence(...usages.map((usage) => oid(usageOids[usage]))))]
      : []),
    ...(names.length > 0 ? [extension("2.5.29.17", false, sequence(...names.map(generalName)))] : []),
    ...(access.length > 0 ? [extension("1.3.6.1.5.5.7.1.1", false, sequence(...access))] : []),
    ...(request.crlUrl
      ? [extension("2.5.29.31", false, sequence(sequence(tagged(0, tagged(0, uri(request.crlUrl))))))]
      : []),
    ...(request.mustStaple ? [extension("1.3.6.1.5.5.7.1.24", false, sequence(integer(5)))] : []),
  ];
  const body = sequence(
    tagged(0, integer(2)),
    integer(serial),
    algorithmOf(signer.key),
    signer.name,
    sequence(date(from), date(until)),
    distinguished(subject, request.organization),
    keys.publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions)),
  );
  const der = signed(body, signer.key);
  const text = pem("CERTIFICATE", der);
  return {
    pem: text,
    der,
    keyPem: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    chainPem: text + signer.chainPem,
    serial: serial.toString("hex"),
  };
}

const algorithmOf = (key: KeyObject): Buffer =>
  key.asymmetricKeyType === "ec"
    ? sequence(oid("1.2.840.10045.4.3.2"))
    : sequence(oid("1.2.840.113549.1.1.11"), Buffer.from([0x05, 0x00]));

const signed = (body: Buffer, key: KeyObject): Buffer =>
  sequence(body, algorithmOf(key), bits(sign("sha256", body, key)));

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));

const distinguished = (name: string, organization?: string): Buffer =>
  sequence(
    ...(organization === undefined ? [] : [set(sequence(oid("2.5.4.10"), utf8(organization)))]),
    set(sequence(oid("2.5.4.3"), utf8(name))),
  );

const uri = (url: string): Buffer => named(6, Buffer.from(url, "ascii"));

const keyId = (key: KeyObject): Buffer =>
  createHash("sha1")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();

function generalName(name: string): Buffer {
  if (isIP(name) === 4) return named(7, Buffer.from(name.split(".").map(Number)));
  if (isIP(name) === 6) return named(7, ipv6Octets(name));
  return named(2, Buffer.from(name, "ascii"));
}

function ipv6Octets(address: string): Buffer {
  const [head = "", tail] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const middle = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return Buffer.from([...left, ...middle, ...right].map((group) => group.padStart(4, "0")).join(""), "hex");
}
