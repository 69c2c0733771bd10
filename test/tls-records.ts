import type {
  CertificateSeen,
  ClockReading,
  Evidence,
  RequestAsked,
  TlsHandshake,
} from "../src/evidence/index.ts";
import { anyAsked } from "./observation.ts";
import { EXAMPLE_START, exampleRecord } from "./run-example.ts";

const DAY = 86_400_000;

/** A certificate that is as it must be, unless a test says otherwise. */
export const certificate = (changes: Partial<CertificateSeen> = {}): CertificateSeen => ({
  subject: "CN=shop.example",
  issuer: "CN=Intermediate",
  names: ["DNS:shop.example"],
  notBefore: EXAMPLE_START - 30 * DAY,
  notAfter: EXAMPLE_START + 30 * DAY,
  isCa: false,
  selfSigned: false,
  extendedKeyUsage: ["server"],
  keyType: "ECDSA P-256",
  issuerUrls: [],
  fingerprint: "aa",
  ...changes,
});

const trust: NonNullable<TlsHandshake["trust"]> = {
  trusted: true,
  error: null,
  missingIssuer: null,
  missingIssuerHasUrl: false,
  issuerKeyDiffers: false,
  endsInSelfSigned: false,
  anchorsFrom: "system",
};

/** A handshake that goes well. */
export const sound: TlsHandshake = {
  address: "192.0.2.10",
  port: 443,
  variant: null,
  namesPlanned: [],
  serverName: "shop.example",
  nameAsked: "shop.example",
  offered: {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["h2", "http/1.1"],
    clientCertificate: false,
    helloOctets: 1595,
  },
  outcome: "completed",
  stage: "finished",
  helloAcknowledged: null,
  alert: null,
  localError: null,
  strangeAnswer: null,
  version: "TLSv1.3",
  cipher: "TLS_AES_256_GCM_SHA384",
  group: "x25519",
  retryRequested: false,
  signatureAlgorithm: "ecdsa_secp256r1_sha256",
  alpn: "h2",
  clientCertificateAsked: false,
  clientAuthorities: [],
  chain: [certificate()],
  trust,
  nameMatches: true,
  dates: "valid",
  datesWrongAt: null,
  datesWrong: null,
  usageAllowsServer: true,
  usageWrong: null,
  stapleRevoked: null,
  firstAnswer: 4,
  took: 9,
};

/** What every handshake that ends before its time has. */
const unseen: Partial<TlsHandshake> = {
  stage: "client-hello-sent",
  version: null,
  cipher: null,
  group: null,
  signatureAlgorithm: null,
  alpn: null,
  clientCertificateAsked: null,
  chain: [],
  trust: null,
  nameMatches: null,
  dates: null,
  usageAllowsServer: null,
};

/** A handshake that ended by an alert in place of a ServerHello. */
export const alerted = (number: number, name: string): Partial<TlsHandshake> => ({
  ...unseen,
  outcome: "alert",
  alert: { number, name, afterFinished: false },
});

/** A handshake that ended otherwise, before a ServerHello. */
export const ended = (
  outcome: TlsHandshake["outcome"],
  changes: Partial<TlsHandshake> = {},
): Partial<TlsHandshake> => ({
  ...unseen,
  outcome,
  ...changes,
});

/** What is amiss with the trust. */
export const distrusted = (changes: Partial<NonNullable<TlsHandshake["trust"]>>): Partial<TlsHandshake> => ({
  trust: { ...trust, trusted: false, ...changes },
});

let made = 0;
const nextId = () => {
  made += 1;
  return `e${made}`;
};

/** The handshake of the request itself. */
export const own = (changes: Partial<TlsHandshake> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "tls-handshake",
    { ...sound, ...changes },
    { boundary: "tls", observedAt: EXAMPLE_START },
  );

/** A variant of it. */
export const variant = (
  id: NonNullable<TlsHandshake["variant"]>,
  changes: Partial<TlsHandshake> = {},
): Evidence =>
  exampleRecord(
    nextId(),
    "tls-handshake",
    { ...sound, ...changes, variant: id },
    { boundary: "tls", purpose: "difference", attempt: null as never },
  );

/** Another clock. */
export const clock = (offset: number, changes: Partial<ClockReading> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "clock-reading",
    { of: "192.0.2.10:443", means: "http-date", offset, uncertainty: 600, ...changes },
    { boundary: "client", purpose: "context" },
  );

/** What was asked, as a record. */
export const askingTls = (changes: Partial<RequestAsked> = {}): Evidence =>
  exampleRecord(nextId(), "request-asked", { ...anyAsked, ...changes }, { boundary: "client", by: "told" });

/** An attempt that failed at its handshake, with that handshake. */
export function failedAttempt(changes: Partial<TlsHandshake>): readonly Evidence[] {
  const handshake = own(changes);
  const attempt = exampleRecord(
    nextId(),
    "attempt",
    {
      number: 1,
      answeredProperly: false,
      failedAt: "tls",
      address: "192.0.2.10",
      port: 443,
      took: 20,
      phases: { lookup: 1, connect: 2, tls: null, firstByte: null, transfer: null },
      status: null,
      steps: [handshake.id],
    },
    { boundary: "client" },
  );
  return [handshake, attempt];
}
