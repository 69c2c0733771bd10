import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import {
  alerted,
  askingTls,
  certificate,
  clock,
  distrusted,
  ended,
  failedAttempt,
  sound,
  variant,
} from "../../../../test/tls-records.ts";
import type { Evidence, TlsHandshake } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { clockSkew } from "../client/clock-skew.ts";
import { pathCauses } from "../path/index.ts";
import { tcpCauses } from "../tcp/index.ts";
import { tlsCauses } from "./index.ts";

const family = [clockSkew, ...pathCauses, ...tcpCauses, ...tlsCauses];

/** The cause of the verdict; one that is proven has a `!`. */
function verdictOf(evidence: readonly Evidence[]): string {
  const records = [askingTls(), ...evidence];
  const { cause, boundary } = diagnose(records, family).verdict;
  return `${cause ?? `nothing in ${boundary}`}${isProven(records, family) ? "!" : ""}`;
}

const DAY = 86_400_000;
const window = {
  subject: "CN=shop.example",
  notBefore: certificate().notBefore,
  notAfter: certificate().notAfter,
};
const expired = { dates: "expired", datesWrong: window } as const;
const early = { dates: "not-yet-valid", datesWrong: window } as const;
const alone = (version: string): Partial<TlsHandshake> => ({
  offered: { ...sound.offered, minVersion: version, maxVersion: version },
  version,
});
const no = (id: NonNullable<TlsHandshake["variant"]>, outcome: TlsHandshake["outcome"] = "timed-out") =>
  variant(id, ended(outcome));
const yes = (id: NonNullable<TlsHandshake["variant"]>) => variant(id, { outcome: "answered" });
const silent = failedAttempt(ended("timed-out", { helloAcknowledged: true }));
const closed = failedAttempt(ended("closed"));
const misnamed = { nameMatches: false, chain: [certificate({ names: ["DNS:a.example"] })] } as const;
const namesPlanned = ["no-such-name.invalid"];
const sameNames = [
  variant("no-server-name", { ...misnamed, serverName: null, namesPlanned }),
  variant("other-server-name", { ...misnamed, serverName: "no-such-name.invalid", namesPlanned }),
];
const asking = {
  clientCertificateAsked: true,
  alert: { number: 116, name: "certificate_required", afterFinished: true },
} as const;
const offered = { ...sound.offered, clientCertificate: true };

describe("what a handshake shows is the verdict", () => {
  test.each<[string, readonly Evidence[]]>([
    ["not-tls!", failedAttempt(ended("not-tls", { strangeAnswer: "HTTP/1.1 400 Bad Request" }))],
    ["not-tls!", [...silent, variant("plain-http", ended("not-tls", { strangeAnswer: "HTTP/1.0 200 OK" }))]],
    ["certificate-expired", failedAttempt(expired)],
    ["certificate-expired!", [...failedAttempt(expired), clock(40 * DAY)]],
    ["clock-skew!", [...failedAttempt(expired), clock(0)]],
    ["certificate-not-yet-valid", failedAttempt(early)],
    ["certificate-not-yet-valid!", [...failedAttempt(early), clock(-40 * DAY)]],
    ["clock-skew!", [...failedAttempt(early), clock(DAY)]],
    ["certificate-name-mismatch", failedAttempt(misnamed)],
    ["certificate-name-mismatch!", [...failedAttempt(misnamed), ...sameNames]],
    [
      "sni-not-served!",
      [
        ...failedAttempt(misnamed),
        variant("no-server-name", { chain: [certificate({ fingerprint: "bb" })] }),
      ],
    ],
    ["sni-not-served!", failedAttempt(alerted(112, "unrecognized_name"))],
    ["sni-not-served!", [...failedAttempt(alerted(40, "handshake_failure")), variant("no-server-name")]],
    [
      "certificate-chain-incomplete!",
      failedAttempt(distrusted({ missingIssuer: "CN=I", anchorsFrom: "option", error: "X" })),
    ],
    [
      "certificate-untrusted!",
      failedAttempt(distrusted({ endsInSelfSigned: true, error: "DEPTH_ZERO_SELF_SIGNED_CERT" })),
    ],
    ["certificate-untrusted!", failedAttempt(distrusted({ missingIssuer: "CN=I", error: "X" }))],
    ["certificate-wrong-usage!", failedAttempt({ usageAllowsServer: false })],
    ["certificate-revoked!", failedAttempt({ stapleRevoked: true })],
    ["tls-version-mismatch!", failedAttempt(alerted(70, "protocol_version"))],
    [
      "tls-version-mismatch!",
      [
        ...closed,
        no("again", "closed"),
        no("wide-offer", "closed"),
        variant("only-TLSv1.1", alone("TLSv1.1")),
      ],
    ],
    ["tls-cipher-mismatch", failedAttempt(alerted(40, "handshake_failure"))],
    ["tls-cipher-mismatch!", [...failedAttempt(alerted(40, "handshake_failure")), yes("wide-offer")]],
    ["alpn-mismatch!", failedAttempt(alerted(120, "no_application_protocol"))],
    ["alpn-mismatch!", failedAttempt({ alpn: null, offered: { ...sound.offered, alpn: ["h2"] } })],
    ["client-certificate-required!", failedAttempt({ outcome: "alert", ...asking })],
    ["client-certificate-rejected!", failedAttempt({ outcome: "alert", ...asking, offered })],
    [
      "client-certificate-rejected",
      failedAttempt({ outcome: "closed", clientCertificateAsked: true, offered }),
    ],
    ["client-certificate-required", failedAttempt({ outcome: "reset", clientCertificateAsked: true })],
    ["handshake-stalls", silent],
    ["handshake-stalls!", [...silent, no("small-hello"), no("refusable-hello"), no("plain-http")]],
    [
      "large-client-hello-lost!",
      [
        ...silent,
        yes("small-hello"),
        no("large-hello"),
        no("large-hello-in-small-packets"),
        yes("full-size-record"),
      ],
    ],
    [
      "mtu-black-hole",
      [
        ...silent,
        yes("small-hello"),
        no("large-hello"),
        yes("large-hello-in-small-packets"),
        no("full-size-record"),
      ],
    ],
    ["peer-resets", closed],
  ])("%s", (verdict, evidence) => expect(verdictOf(evidence)).toBe(verdict));
});

describe("near misses", () => {
  test.each<[string, string, readonly Evidence[]]>([
    [
      "an alert without a name of its own",
      "nothing in tls",
      [
        ...failedAttempt(alerted(80, "internal_error")),
        no("no-server-name", "alert"),
        no("wide-offer", "alert"),
      ],
    ],
    [
      "what fails at times is not by what was offered",
      "peer-resets",
      [...closed, yes("again"), yes("wide-offer")],
    ],
  ])("%s: %s", (_, verdict, evidence) => expect(verdictOf(evidence)).toBe(verdict));
});

test("a verdict names what is missing, and where it is to be had", () => {
  const chain = [certificate({ issuer: "CN=Intermediate R3", issuerUrls: ["http://ca.example/r3.crt"] })];
  const missing = distrusted({ missingIssuer: "CN=Intermediate R3", missingIssuerHasUrl: true, error: "X" });
  const { verdict } = diagnose([askingTls(), ...failedAttempt({ ...missing, chain })], family);
  expect(verdict.summary).toContain("CN=Intermediate R3");
  expect(verdict.fix.join("\n")).toContain("http://ca.example/r3.crt");
});
