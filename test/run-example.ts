import type { Boundary } from "../src/base/index.ts";
import type { BoundaryRow, BoundaryStatus } from "../src/diagnose/index.ts";
import type { Evidence, EvidenceKind, EvidenceValue, TlsHandshake } from "../src/evidence/index.ts";
import { kindVersions } from "../src/evidence/index.ts";
import type { Run } from "../src/report/index.ts";

/** 2026-06-06T10:24:33.120456Z. */
export const EXAMPLE_START = 1_780_741_473_120.456;

const day = 86_400_000;

/** A record as a collector would make it. */
export const exampleRecord = <K extends EvidenceKind>(
  id: string,
  kind: K,
  value: EvidenceValue[K],
  details: Partial<Omit<Evidence<K>, "id" | "kind" | "value">> & { readonly boundary: Boundary },
): Evidence =>
  ({
    id,
    kind,
    version: kindVersions[kind],
    observedAt: EXAMPLE_START + Number(id.slice(1)) * 4,
    took: 1.25,
    vantage: "client",
    by: "probe",
    purpose: "reference",
    attempt: 1,
    command: "true",
    ...details,
    value,
  }) as unknown as Evidence; // The kind decides the type of the value.

const handshake: TlsHandshake = {
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
    helloOctets: 1544,
  },
  outcome: "completed",
  stage: "finished",
  helloAcknowledged: null,
  alert: null,
  localError: null,
  strangeAnswer: null,
  version: "TLSv1.3",
  cipher: "TLS_AES_256_GCM_SHA384",
  group: "X25519MLKEM768",
  retryRequested: false,
  signatureAlgorithm: "ecdsa_secp256r1_sha256",
  alpn: "h2",
  clientCertificateAsked: false,
  clientAuthorities: [],
  chain: [
    {
      subject: "CN=shop.example",
      issuer: "C=US\nO=Example Trust Ltd\nCN=Example Issuing CA 2",
      names: ["DNS:shop.example", "DNS:www.shop.example"],
      notBefore: EXAMPLE_START - 30 * day,
      notAfter: EXAMPLE_START + 60 * day,
      isCa: false,
      selfSigned: false,
      extendedKeyUsage: ["server"],
      keyType: "ec",
      issuerUrls: ["http://pki.example/issuing2.crt"],
      fingerprint: "8f14e45fceea167a5a36dedd4bea2543c9f0f895fb98ab9159f51fd0297e236d",
    },
  ],
  trust: {
    trusted: false,
    error: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    missingIssuer: "C=US\nO=Example Trust Ltd\nCN=Example Issuing CA 2",
    missingIssuerHasUrl: true,
    issuerKeyDiffers: false,
    endsInSelfSigned: false,
    anchorsFrom: "system",
  },
  nameMatches: true,
  dates: "valid",
  datesWrongAt: null,
  datesWrong: null,
  usageAllowsServer: true,
  usageWrong: null,
  stapleRevoked: null,
  firstAnswer: 3.9,
  took: 9.4,
};

const evidence: readonly Evidence[] = [
  exampleRecord(
    "e1",
    "request-asked",
    {
      target: "https://shop.example/api",
      scheme: "https",
      host: "shop.example",
      hostIsAddress: false,
      port: 443,
      path: "/api",
      questionType: null,
      method: "GET",
      dataOctets: 0,
      deadline: null,
      expectStatus: null,
      tls: {
        minVersion: null,
        maxVersion: null,
        alpn: ["h2", "http/1.1"],
        clientCertificate: false,
        trustNamed: false,
      },
      proxy: null,
      resolvers: [],
      profile: null,
    },
    { boundary: "client", by: "told", purpose: "context", attempt: null, took: 0, command: "" },
  ),
  exampleRecord(
    "e2",
    "resolver-config",
    {
      nameservers: ["192.0.2.53"],
      ignoredNameservers: [],
      search: ["corp.example"],
      ndots: 1,
      timeoutSeconds: 5,
      attempts: 2,
      rotate: false,
      options: [],
      sources: ["files", "dns"],
      libc: "glibc",
      overridden: false,
      namesServers: true,
      malformedLines: [],
    },
    {
      boundary: "dns",
      by: "observed",
      purpose: "freeze",
      attempt: null,
      command: "cat /etc/resolv.conf /etc/nsswitch.conf",
    },
  ),
  exampleRecord(
    "e3",
    "name-lookup",
    {
      name: "shop.example",
      rules: "glibc",
      outcome: "resolved",
      error: null,
      source: "dns",
      addresses: ["192.0.2.10", "2001:db8::10"],
      answeredName: "shop.example",
      canonicalName: null,
      questions: [
        {
          name: "shop.example",
          type: "A",
          server: "192.0.2.53",
          exchange: null,
          outcome: "addresses",
          took: 2.2,
        },
        {
          name: "shop.example",
          type: "AAAA",
          server: "192.0.2.53",
          exchange: null,
          outcome: "addresses",
          took: 1.9,
        },
      ],
      took: 4.1,
    },
    { boundary: "dns", command: "getent ahosts shop.example" },
  ),
  exampleRecord(
    "e4",
    "tcp-connect",
    {
      address: "192.0.2.10",
      port: 443,
      localAddress: "198.51.100.7",
      outcome: "connected",
      handshake: 1.2,
      errno: null,
      isTargetPort: true,
      icmpErrorCounted: false,
      counted: null,
      afterwards: "open",
    },
    { boundary: "tcp", command: "nc -vz 192.0.2.10 443" },
  ),
  exampleRecord("e5", "tls-handshake", handshake, {
    boundary: "tls",
    command:
      "openssl s_client -connect 192.0.2.10:443 -servername shop.example -alpn h2,http/1.1 -showcerts </dev/null",
  }),
  exampleRecord(
    "e6",
    "attempt",
    {
      number: 1,
      answeredProperly: false,
      failedAt: "tls",
      address: "192.0.2.10",
      port: 443,
      took: 15.3,
      phases: { lookup: 4.1, connect: 1.2, tls: 9.4, firstByte: null, transfer: null },
      status: null,
      steps: ["e3", "e4", "e5"],
    },
    { boundary: "tls", command: "curl -sS -o /dev/null https://shop.example/api" },
  ),
];

const row = (
  id: Boundary,
  status: BoundaryStatus,
  tookMs: number | null,
  summary: string,
  because: readonly string[],
): BoundaryRow => ({
  hop: 1,
  from: "client",
  to: "shop.example:443",
  id,
  status,
  tookMs,
  summary,
  evidence: because,
});

/** A server that sends its leaf certificate without the intermediate: made by hand, complete, always the same. */
export const brokenRun: Run = {
  target: "https://shop.example/api",
  startedAt: EXAMPLE_START,
  finishedAt: EXAMPLE_START + 812.4,
  took: 812.4,
  vantage: { name: "client", host: "till-7.corp.example", netns: "net:[4026531840]" },
  evidence,
  gaps: [
    {
      boundary: "path",
      needs: "nftables rules of this host",
      reason: "permission",
      allowBy: "run as root, or give the process CAP_NET_ADMIN",
    },
  ],
  diagnosis: {
    verdict: {
      status: "broken",
      boundary: "tls",
      cause: "certificate-chain-incomplete",
      at: "192.0.2.10:443",
      confidence: 0.98123,
      summary:
        'the server at 192.0.2.10:443 sends its own certificate without "Example Issuing CA 2", which signed it, so clients that do not have that one cannot verify it',
      because: ["e5"],
      fix: [
        "put the intermediate behind the server's own certificate in one file (cat shop.crt issuing2.crt > fullchain.crt), point the server at it and reload",
        "check it: openssl s_client -connect 192.0.2.10:443 -servername shop.example -verify_return_error </dev/null",
      ],
      prevention: [
        "deploy the chain file that the certificate authority gives, and test with a client that has no cache of intermediates",
      ],
      alternatives: [
        {
          boundary: "tls",
          cause: "unknown-authority",
          confidence: 0.01,
          wouldBeSettledBy:
            "fetching http://pki.example/issuing2.crt and seeing whether it leads to a trusted root",
        },
      ],
      ruledOut: [
        { boundary: "dns", cause: null, because: ["e3"] },
        { boundary: "tcp", cause: null, because: ["e4"] },
        { boundary: "tls", cause: "certificate-expired", because: ["e5"] },
        { boundary: "tls", cause: "certificate-name-mismatch", because: ["e5"] },
      ],
    },
    alsoFound: [],
    boundaries: [
      row("client", "ok", null, "the request leaves this host", ["e4"]),
      row("dns", "ok", 4.1, "shop.example resolves to 2 addresses", ["e2", "e3"]),
      row("link", "ok", null, "passed", ["e4"]),
      row("route", "ok", null, "passed", ["e4"]),
      row("path", "ok", null, "passed", ["e4"]),
      row("tcp", "ok", 1.2, "connects", ["e4"]),
      row("tls", "broken", 9.4, "the certificate is not trusted", ["e5"]),
      row("proxy", "not-reached", null, "", []),
      row("service", "skipped", null, "not on this way", []),
      row("cni", "skipped", null, "not on this way", []),
      row("app", "not-reached", null, "", []),
      row("database", "skipped", null, "not on this way", []),
      row("response", "not-reached", null, "", []),
    ],
    notJudged: [],
  },
  experiments: [{ id: "handshake-without-sni", why: "tells a wrong virtual host from a wrong chain" }],
  engineVersion: "0.1.0",
  calibrationVersion: "1",
};

/** The same request, answered. */
export const healthyRun: Run = {
  ...brokenRun,
  took: 96.2,
  finishedAt: EXAMPLE_START + 96.2,
  evidence: [
    ...evidence.slice(0, 4),
    exampleRecord(
      "e5",
      "tls-handshake",
      {
        ...handshake,
        trust: {
          trusted: true,
          error: null,
          missingIssuer: null,
          missingIssuerHasUrl: false,
          issuerKeyDiffers: false,
          endsInSelfSigned: false,
          anchorsFrom: "system",
        },
      },
      {
        boundary: "tls",
        command: "openssl s_client -connect 192.0.2.10:443 -servername shop.example </dev/null",
      },
    ),
    exampleRecord(
      "e6",
      "attempt",
      {
        number: 1,
        answeredProperly: true,
        failedAt: null,
        address: "192.0.2.10",
        port: 443,
        took: 36.5,
        phases: { lookup: 4.1, connect: 1.2, tls: 9.4, firstByte: 21.3, transfer: 0.5 },
        status: 200,
        steps: ["e3", "e4", "e5"],
      },
      { boundary: "response", command: "curl -sS -o /dev/null https://shop.example/api" },
    ),
  ],
  diagnosis: {
    ...brokenRun.diagnosis,
    verdict: {
      status: "healthy",
      boundary: null,
      cause: null,
      at: null,
      confidence: 0.99,
      summary: "https://shop.example/api answers properly",
      because: ["e6"],
      fix: [],
      prevention: [],
      alternatives: [],
      ruledOut: [],
    },
    boundaries: brokenRun.diagnosis.boundaries.map((entry) =>
      entry.status === "not-reached" || entry.status === "broken"
        ? {
            ...entry,
            status: "ok" as const,
            tookMs: { tls: 9.4, app: 21.3, response: 0.5 }[entry.id as string] ?? null,
          }
        : entry,
    ),
  },
};
