import type { Boundary } from "../src/base/index.ts";
import type { BoundaryRow, BoundaryStatus } from "../src/diagnose/index.ts";
import type { Run } from "../src/report/index.ts";
import { exampleEvidence, exampleHandshake } from "./example-evidence.ts";
import { EXAMPLE_START, exampleRecord } from "./example-record.ts";

export { EXAMPLE_START, exampleRecord };

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
  evidence: exampleEvidence,
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
    ...exampleEvidence.slice(0, 4),
    exampleRecord(
      "e5",
      "tls-handshake",
      {
        ...exampleHandshake,
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
