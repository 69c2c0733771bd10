import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokenRun, exampleRecord, healthyRun } from "../../test/run-example.ts";
import { causes, type Diagnosis, diagnose } from "../diagnose/index.ts";
import type { Run } from "../report/index.ts";
import { formatAddress } from "./address-octets.ts";
import { redactStrictly } from "./redact.ts";

const key = new Uint8Array(32).fill(9);

/** A run whose one record says this. */
const runSaying = (text: string): Run => ({
  ...brokenRun,
  evidence: [
    ...brokenRun.evidence,
    exampleRecord("e9", "symptom", { text, signals: [] }, { boundary: "client" }),
  ],
});

const sayingOf = (run: Run): string => {
  const record = run.evidence.at(-1);
  return record?.kind === "symptom" ? record.value.text : "";
};

const redacted = (text: string): string => sayingOf(redactStrictly(runSaying(text), key));

/** What makes two diagnoses one, names aside. */
const shapeOf = ({ verdict, boundaries, alsoFound }: Diagnosis) => ({
  verdict: [verdict.status, verdict.boundary, verdict.cause, verdict.confidence, verdict.because],
  alternatives: verdict.alternatives.map(({ boundary, cause, confidence }) => [boundary, cause, confidence]),
  ruledOut: verdict.ruledOut,
  alsoFound,
  boundaries: boundaries.map(({ id, status, tookMs, evidence }) => [id, status, tookMs, evidence]),
});

describe("redactStrictly()", () => {
  test("leaves no word that an administrator has put into a packet filter rule, and none of ssh's", () => {
    const match = {
      way: "forward" as const,
      hook: "input" as const,
      family: "inet",
      handle: 4,
      verdict: "drop" as const,
      newDestination: null,
      table: "acmefw",
      chain: "acmechain",
      isPolicy: false,
      isCertain: true,
      packets: 3,
      rule: 'tcp dport 9 ip saddr @acmeset counter log prefix "acmelog: " jump acmeelse comment "acme rule"',
    };
    const value = {
      tool: "nft" as const,
      rulesSeen: 1,
      passes: { forward: false, back: true },
      matches: [match],
    };
    const run: Run = {
      ...brokenRun,
      evidence: [...brokenRun.evidence, exampleRecord("e9", "firewall", value, { boundary: "path" })],
      gaps: [
        {
          boundary: "client",
          reason: "unreachable",
          allowBy: "x",
          needs: "what the vantage app1 sees: ssh to ops@acmehost says: acmecomplaint",
        },
      ],
    };
    const text = JSON.stringify(redactStrictly(run, key));
    expect(text).not.toContain("acme");
    expect(text).toContain("tcp dport 9 ip saddr @rule-");
  });

  test("leaves no name, address, certificate or fingerprint of the run anywhere", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret) => {
        const text = JSON.stringify(redactStrictly(brokenRun, secret));
        for (const literal of [
          "shop.example",
          "corp.example",
          "pki.example",
          "till-7",
          "192.0.2.10",
          "192.0.2.53",
          "198.51.100.7",
          "2001:db8::10",
          "Example Trust",
          "Example Issuing",
          "8f14e45fceea",
        ]) {
          expect(text).not.toContain(literal);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("leaves no address of any run in whatever sentence it stands", () => {
    const address = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
    );
    const sentence = fc.constantFrom(
      "@",
      "from @ to us",
      "@:443",
      "[@]:443",
      "IP:@",
      "tcp://@/x",
      "[@%eth0]",
      "(@)",
      "got @.",
      "@: refused",
      "x=@,y",
      "SRC=@ DST=",
    );
    fc.assert(
      fc.property(address, sentence, (octets, words) => {
        const literal = formatAddress(octets);
        fc.pre(octets[0] !== 255 && octets[0] !== 224 && octets[0] !== 0 && octets[0] !== 127);
        fc.pre(!(octets.length === 16 && words === "@:443"));
        expect(redacted(words.replace("@", literal))).not.toContain(literal);
      }),
      { numRuns: 100 },
    );
  });

  test("gives a name the same pseudonym everywhere, and keeps labels and suffix", () => {
    const run = redactStrictly(brokenRun, key);
    const name = new URL(run.target).hostname;
    expect(name).toMatch(/^n[a-z0-9]{8}\.example$/);
    const lookup = run.evidence[2];
    expect(lookup?.kind === "name-lookup" && lookup.value.name).toBe(name);
    const handshake = run.evidence[4];
    expect(handshake?.kind === "tls-handshake" && handshake.value.serverName).toBe(name);
    expect(handshake?.kind === "tls-handshake" && handshake.value.chain[0]?.names[1]).toMatch(
      new RegExp(`^DNS:n[a-z0-9]{8}\\.${name}$`),
    );
    expect(handshake?.command).toContain(`-servername ${name} `);
  });

  test("keeps addresses equal across records", () => {
    const run = redactStrictly(brokenRun, key);
    const [lookup, connect, handshake] = run.evidence.slice(2, 5);
    const address = connect?.kind === "tcp-connect" ? connect.value.address : "";
    expect(lookup?.kind === "name-lookup" && lookup.value.addresses[0]).toBe(address);
    expect(handshake?.kind === "tls-handshake" && handshake.value.address).toBe(address);
    expect(run.diagnosis.verdict.at).toBe(`${address}:443`);
  });

  test("changes no number, id, kind, outcome or word of the vocabulary", () => {
    const run = redactStrictly(brokenRun, key);
    expect(
      run.evidence.map(({ id, kind, boundary, by, purpose, observedAt, took }) => [
        id,
        kind,
        boundary,
        by,
        purpose,
        observedAt,
        took,
      ]),
    ).toEqual(
      brokenRun.evidence.map(({ id, kind, boundary, by, purpose, observedAt, took }) => [
        id,
        kind,
        boundary,
        by,
        purpose,
        observedAt,
        took,
      ]),
    );
    expect(shapeOf(run.diagnosis)).toEqual(shapeOf(brokenRun.diagnosis));
    expect(run.vantage.name).toBe("client");
    expect(run.gaps).toEqual(brokenRun.gaps);
  });

  test("gives the evidence the same verdict as before", () => {
    for (const run of [brokenRun, healthyRun]) {
      const hidden = redactStrictly({ ...run, diagnosis: diagnose(run.evidence, causes) }, key);
      expect(shapeOf(diagnose(hidden.evidence, causes))).toEqual(shapeOf(hidden.diagnosis));
    }
  });

  test("a vantage that is called like a boundary stays, another one does not", () => {
    const named = (name: string) =>
      redactStrictly({ ...brokenRun, vantage: { ...brokenRun.vantage, name } }, key).vantage.name;
    expect(named("proxy")).toBe("proxy");
    expect(named("munich3")).toMatch(/^n[a-z0-9]{8}$/);
  });

  test.each([
    ["/home/anna/keys/shop.pem", /^\/home\/file-[a-z0-9]{8}$/],
    ["cat /etc/resolv.conf /proc/net/snmp", /^cat \/etc\/resolv\.conf \/proc\/net\/snmp$/],
    ["mail to anna.k@shop.example", /^mail to person-[a-z0-9]{8}@n[a-z0-9]{8}\.example$/],
    ["lladdr 52:54:00:12:34:56 REACHABLE", /^lladdr 02(:[0-9a-f]{2}){5} REACHABLE$/],
    ["route 10.2.0.0/16 via", /^route 10\.\d+\.0\.0\/16 via$/],
    ["3.2.1.10.in-addr.arpa", /^\d+\.\d+\.\d+\.10\.in-addr\.arpa$/],
    ["2.0.192.in-addr.arpa", /^2\.0\.192\.in-addr\.arpa$/],
    ["OID 1.3.6.1.5.5.7.3.1 at 10:24:33.120", /^OID 1\.3\.6\.1\.5\.5\.7\.3\.1 at 10:24:33\.120$/],
    ["nginx/1.18.0 says 504 Gateway Time-out", /^nginx\/1\.18\.0 says 504 Gateway Time-out$/],
    [
      "upstream db7.internal.corp.example closed",
      /^upstream n[a-z0-9]{8}\.n[a-z0-9]{8}\.n[a-z0-9]{8}\.example closed$/,
    ],
    ["asked elsewhere.test", /^asked n[a-z0-9]{8}\.test$/],
    ["std::string", /^std::string$/],
  ])("turns %s into what it should be", (given, expected) => expect(redacted(given)).toMatch(expected));

  test("a reverse name is its address's reverse name again", () => {
    const told = redacted("10.1.2.3 is 3.2.1.10.in-addr.arpa");
    const [address = "", , name = ""] = told.split(" ");
    expect(name).toBe(`${address.split(".").reverse().join(".")}.in-addr.arpa`);
  });

  test("hides whatever text is hostile without hanging", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void redacted(text)),
      { numRuns: 50 },
    );
    for (const sign of ["a", "1", ":", ".", "1.", "a:", "-", "/a", "@", "aa:", "a@"])
      redacted(sign.repeat(20_000 / sign.length));
  }, 20_000);
});

test("redactStrictly() keeps a name recognizable that a search domain was put behind", () => {
  const [name = "", longer = ""] = redacted(
    "https://web.shop.example/ and https://web.shop.example.corp.lab/",
  )
    .split(" and ")
    .map((url) => url.replace(/^https:\/\/|\/$/g, ""));
  expect(longer.startsWith(`${name}.`)).toBe(true);
});

test("redactStrictly() hides the path of a request, and what shared a beginning still does", () => {
  const hidden = redacted("https://shop.example/orders/4711 then https://shop.example/orders/api");
  expect(hidden).not.toMatch(/orders|4711/);
  expect(hidden).toMatch(/\/(path-\w+)\/path-\w+ then .*\/\1\/api$/);
});

test("redactStrictly() finds an IPv6 address that a port follows without brackets", () => {
  const hidden = redacted("at 2001:db8:7d39:1140::c1:25961");
  expect(hidden).toMatch(/^at 2001:db8:[0-9a-f:]+:25961$/);
  expect(hidden).not.toMatch(/7d39/);
});
