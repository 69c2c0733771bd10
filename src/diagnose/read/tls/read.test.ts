import { describe, expect, test } from "vitest";
import { anyRequest } from "../../../../test/observation.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import {
  alerted,
  certificate,
  clock,
  distrusted,
  ended,
  own,
  sound,
  variant,
} from "../../../../test/tls-records.ts";
import type { Evidence, TlsHandshake } from "../../../evidence/index.ts";
import { tlsReaders } from "./index.ts";

/** Names of what the readers find, `!name` for a no. */
function find(
  evidence: readonly Evidence[],
  asked: Partial<typeof anyRequest.asked> = {},
): readonly string[] {
  const request = { ...anyRequest, asked: { ...anyRequest.asked, ...asked } };
  const found = tlsReaders.flatMap((read) => read(evidence, request));
  return [...new Set(found.map(({ name, holds }) => `${holds ? "" : "!"}${name}`))].toSorted();
}

const DAY = 86_400_000;

test("a handshake that goes well says nothing but who asked whom for what", () => {
  expect(find([own()])).toEqual(["!client-certificate-asked"]);
});

describe("how a handshake ended is one word", () => {
  test.each<[string, Partial<TlsHandshake>, readonly string[]]>([
    ["HTTP in its place", ended("not-tls", { strangeAnswer: "HTTP/1.1 400" }), ["tls-not-spoken"]],
    ["a FIN", ended("closed"), ["handshake-closed"]],
    ["an RST", ended("reset"), ["handshake-reset"]],
    [
      "silence, acknowledged",
      ended("timed-out", { helloAcknowledged: true }),
      ["handshake-unanswered", "hello-acknowledged"],
    ],
    [
      "silence, unacknowledged",
      ended("timed-out", { helloAcknowledged: false }),
      ["!hello-acknowledged", "handshake-unanswered"],
    ],
    [
      "a stop after the ServerHello",
      ended("timed-out", { version: "TLSv1.3" }),
      ["handshake-stops-midway", "server-speaks-tls"],
    ],
  ])("%s", (_, changes, words) => expect(find([own(changes)])).toEqual(words));

  test.each<[number, string, string]>([
    [40, "handshake_failure", "alert-handshake-failure"],
    [71, "insufficient_security", "alert-handshake-failure"],
    [70, "protocol_version", "alert-protocol-version"],
    [112, "unrecognized_name", "alert-unrecognized-name"],
    [120, "no_application_protocol", "alert-no-application-protocol"],
  ])("alert %i (%s) says %s, and denies the other reasons", (number, name, word) => {
    const found = find([own(alerted(number, name))]);
    expect(found.filter((one) => /^!?alert-/.test(one) && !one.startsWith("!"))).toEqual([word]);
    expect(found.filter((one) => one.startsWith("!alert-"))).toHaveLength(3);
    expect(found).toContain("handshake-refused");
  });

  test("alert 80 is none of the reasons that have a name", () => {
    expect(find([own(alerted(80, "internal_error"))]).filter((one) => one.startsWith("alert-"))).toEqual([]);
  });

  test("a version that was not offered is the server's word for having none in common", () => {
    expect(find([own(ended("refused-by-us", { version: "TLSv1.1" }))])).toContain("alert-protocol-version");
    expect(find([own(ended("refused-by-us", { version: "TLSv1.2" }))])).toContain("!alert-protocol-version");
  });

  test("an alert after a client certificate was asked for is about that", () => {
    const refused = { outcome: "alert", clientCertificateAsked: true } as const;
    const alert = { number: 116, name: "certificate_required", afterFinished: true };
    expect(find([own({ ...refused, alert })])).toEqual(
      expect.arrayContaining([
        "client-certificate-refused",
        "client-certificate-asked",
        "!client-certificate-sent",
      ]),
    );
    // A bad record is no word on a certificate.
    expect(find([own({ ...refused, alert: { ...alert, number: 20 } })])).toContain("handshake-refused");
  });
});

describe("what is amiss with certificates is said for each thing by itself", () => {
  test.each<[string, Partial<TlsHandshake>, readonly string[]]>([
    [
      "a missing intermediate, by AIA",
      distrusted({ missingIssuer: "CN=I", missingIssuerHasUrl: true, error: "X" }),
      ["chain-unverified", "intermediate-missing"],
    ],
    [
      "a missing intermediate, by --ca",
      distrusted({ missingIssuer: "CN=I", anchorsFrom: "option", error: "X" }),
      ["chain-unverified", "intermediate-missing"],
    ],
    [
      "an unknown issuer",
      distrusted({ missingIssuer: "CN=I", error: "X" }),
      ["!intermediate-missing", "chain-unverified"],
    ],
    [
      "a root that is not trusted",
      distrusted({ endsInSelfSigned: true, anchorsFrom: "option", error: "X" }),
      ["!intermediate-missing", "chain-unverified"],
    ],
    ["a weak key", distrusted({ error: "EE_KEY_TOO_SMALL" }), ["certificate-too-weak"]],
    ["an issuer that is no authority", distrusted({ error: "INVALID_CA" }), ["certificate-usage-differs"]],
    ["another purpose", { usageAllowsServer: false }, ["certificate-usage-differs"]],
    [
      "expired and misnamed",
      { dates: "expired", nameMatches: false },
      ["certificate-name-differs", "certificate-out-of-date"],
    ],
    ["too early", { dates: "not-yet-valid" }, ["certificate-ahead-of-date"]],
    ["revoked", { stapleRevoked: true }, ["certificate-revoked-by-staple"]],
  ])("%s", (_, changes, words) =>
    expect(
      find([own(changes)]).filter(
        (one) => one !== "!client-certificate-asked" && one !== "server-speaks-tls",
      ),
    ).toEqual(words),
  );

  test("no protocol chosen is a failure only for a client that has no HTTP/1.1", () => {
    const offered = { ...sound.offered, alpn: ["h2"] };
    expect(find([own({ alpn: null, offered })])).toContain("no-protocol-chosen");
    expect(find([own({ alpn: null })])).not.toContain("no-protocol-chosen");
  });

  test("the certificates of another address, met by a difference, say nothing of the request", () => {
    const other = exampleRecord(
      "e1",
      "tls-handshake",
      { ...sound, dates: "expired" },
      { boundary: "tls", purpose: "difference" },
    );
    expect(find([own(), other])).toEqual(["!client-certificate-asked"]);
  });
});

describe("other names", () => {
  const misnamed = own({ nameMatches: false, chain: [certificate({ names: ["DNS:a.example"] })] });
  const namesPlanned = ["no-such-name.invalid", "a.example"];
  const same = (serverName: string | null) =>
    variant(serverName === null ? "no-server-name" : "other-server-name", {
      serverName,
      namesPlanned,
      nameMatches: false,
    });

  test("any one that gets another certificate is enough", () => {
    const other = variant("other-server-name", { namesPlanned, chain: [certificate({ fingerprint: "bb" })] });
    expect(find([misnamed, same(null), other])).toContain("other-name-other-certificate");
  });

  test("no one does only where all that were planned were tried", () => {
    const all = [misnamed, same(null), ...namesPlanned.map(same)];
    expect(find(all)).toContain("!other-name-other-certificate");
    for (const missing of all.slice(1)) {
      expect(find(all.filter((one) => one !== missing)).join()).not.toContain("other-name");
    }
  });
});

describe("other clocks", () => {
  const window = {
    subject: "CN=shop.example",
    notBefore: certificate().notBefore,
    notAfter: certificate().notAfter,
  };
  const expired = own({ dates: "expired", datesWrong: window });

  test.each<[string, number, string | null]>([
    ["inside the dates", 0, "dates-hold-by-other-clocks"],
    ["outside", 40 * DAY, "!dates-hold-by-other-clocks"],
    ["outside on the other side", -40 * DAY, "!dates-hold-by-other-clocks"],
    ["within its uncertainty of the end", 30 * DAY, null],
  ])("%s", (_, offset, word) => {
    const found = find([expired, clock(offset)]).filter((one) => one.includes("dates-hold"));
    expect(found).toEqual(word === null ? [] : [word]);
  });

  test("say nothing where the dates hold by our own", () => {
    expect(find([own(), clock(40 * DAY)])).toEqual(["!client-certificate-asked"]);
  });
});

describe("variants", () => {
  const silent = own(ended("timed-out", { helloAcknowledged: true }));
  const no = (id: NonNullable<TlsHandshake["variant"]>) => variant(id, ended("timed-out"));

  test("say nothing without a handshake that failed", () => {
    expect(find([own(), no("small-hello")])).toEqual(["!client-certificate-asked"]);
  });

  test("a large hello that passes in small packets says that large packets vanish", () => {
    const cut = variant("large-hello-in-small-packets", { outcome: "answered" });
    const found = find([silent, variant("small-hello", { outcome: "answered" }), no("large-hello"), cut]);
    expect(found).toEqual(
      expect.arrayContaining([
        "large-vanishes",
        "small-passes",
        "small-hello-answered",
        "!large-hello-answered",
      ]),
    );
    expect(find([silent, no("large-hello"), no("large-hello-in-small-packets")])).not.toContain(
      "large-vanishes",
    );
  });

  test.each<[string, boolean]>([
    ["HTTP/1.1 200 OK Server: x", true],
    ["HTTP/1.0 404 Not Found", true],
    ["HTTP/1.1 400 Bad Request", false],
    ["HTTP/1.1 301 Moved Permanently", false],
    ["SSH-2.0-OpenSSH", false],
  ])("%s to plain HTTP is a web server in clear: %s", (strangeAnswer, isWeb) => {
    const found = find([silent, variant("plain-http", ended("not-tls", { strangeAnswer }))]);
    expect(found.includes("plain-http-answered")).toBe(isWeb);
  });

  test("a version alone belongs to the client's range or not", () => {
    const alone = (version: string) => ({
      offered: { ...sound.offered, minVersion: version, maxVersion: version },
      version,
    });
    const refused = own(alerted(40, "handshake_failure"));
    expect(find([refused, variant("only-TLSv1.1", alone("TLSv1.1"))])).toContain("other-version-answered");
    expect(find([refused, variant("only-TLSv1.2", alone("TLSv1.2"))])).toContain("offered-version-answered");
  });

  test("TLS at a port that the request speaks to in clear", () => {
    const hello = variant("hello-to-plain-port", { outcome: "answered" });
    expect(find([hello], { scheme: "http" })).toContain("plain-port-answers-hello");
    expect(find([hello])).toEqual([]);
  });
});

describe("a late handshake", () => {
  const connect = (handshake: number) =>
    exampleRecord(
      "e1",
      "tcp-connect",
      { address: "192.0.2.10", port: 443, outcome: "connected", handshake } as never,
      { boundary: "tcp" },
    );

  test.each<[string, number, Partial<TlsHandshake>, boolean]>([
    ["1.1 s on a short path", 1, { took: 1100 }, true],
    ["0.9 s on a short path", 1, { took: 900 }, false],
    ["1.5 s on a path of 200 ms", 200, { took: 1500 }, false],
    ["a wait for a refusal of ours", 1, { took: 1500, firstAnswer: 5, clientCertificateAsked: true }, false],
  ])("%s: %s", (_, roundTrip, changes, isLate) => {
    expect(find([connect(roundTrip), own(changes)]).includes("handshake-late")).toBe(isLate);
  });
});
