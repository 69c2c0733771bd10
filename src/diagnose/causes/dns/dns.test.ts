import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attemptAt, attemptOf, hostsFile } from "../../../../test/dns-attempt-records.ts";
import {
  configured,
  dnsAsked,
  drawnNames,
  exchange,
  failed,
  lookup,
  replySource,
  sample,
  silent,
  surveyed,
  trace,
} from "../../../../test/dns-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import type { Evidence, RequestAsked } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { hypothesesOf } from "../../hypothesis.ts";
import { readers } from "../../read/index.ts";
import { referenceOf } from "../../reference.ts";
import { hostsFileOverridesDns } from "../client/hosts-file-overrides-dns.ts";
import { causes } from "../index.ts";
import { dnsCauses } from "./index.ts";

const one = configured(["192.0.2.53"]);
const two = configured(["192.0.2.53", "192.0.2.54"]);
const second = { server: "192.0.2.54" };
const denied = failed("NXDOMAIN");
const servfail = failed("SERVFAIL");
const noAnswer = { outcome: "no-answer", error: "EAI_AGAIN", source: null } as const;
const noName = { outcome: "no-such-name", error: "EAI_NONAME", source: null } as const;
const tcpSilent = exchange({ ...silent, transport: "tcp" });
const small = exchange({ name: "localhost", octets: 43 });
const dead = (address: string) => [attemptAt(address, false), attemptAt(address, false)];
const failing = (name: object = {}) => lookup([silent], { ...noAnswer, ...name });

/** A run that ended at the look-up. */
const unresolved = (...evidence: readonly Evidence[]) => [...evidence, attemptOf(evidence, "lookup")];
/** A run whose attempt passed. */
const passed = (...evidence: readonly Evidence[]) => [...evidence, attemptOf(evidence, null)];
/** A run whose connection was refused at what the look-up gave. */
const refused = (...evidence: readonly Evidence[]) => [...evidence, attemptOf(evidence, "connect")];

const rejected: Evidence = {
  ...tcpSilent,
  id: "e9001",
  kind: "tcp-connect",
  purpose: "reference",
  attempt: 1,
  value: {
    address: "192.0.2.10",
    port: 443,
    localAddress: null,
    outcome: "refused",
    handshake: null,
    errno: "ECONNREFUSED",
    isTargetPort: true,
    icmpErrorCounted: false,
    counted: null,
    afterwards: null,
  },
} as unknown as Evidence; // As a connect records it; only the outcome matters here.

/** Each row of the catalogue by what proves it, in the least evidence. */
const proofs: Readonly<Record<string, readonly Evidence[]>> = {
  "name-does-not-exist": unresolved(
    one,
    ...lookup([denied], noName),
    trace({ answer: { rcode: "NXDOMAIN", addresses: [], data: [], serial: 1 } }),
  ),
  "no-address-record": unresolved(
    one,
    ...lookup([failed("NOERROR")], { outcome: "no-address" }),
    trace({ answer: { rcode: "NOERROR", addresses: [], data: [], serial: 1 } }),
  ),
  "resolver-unreachable": unresolved(
    ...surveyed(one, ...failing(), exchange(silent), tcpSilent, replySource()),
  ),
  "first-resolver-dead": passed(
    ...surveyed(
      two,
      ...lookup([silent, second], { took: 5_004 }),
      exchange(silent),
      tcpSilent,
      replySource(),
      exchange(second),
    ),
  ),
  "resolver-refuses": unresolved(one, ...lookup([failed("REFUSED")], { outcome: "failed" })),
  "resolver-servfail": unresolved(
    ...surveyed(
      one,
      ...lookup([servfail], { outcome: "failed" }),
      exchange(servfail),
      exchange({ ...servfail, checkingDisabled: true }),
    ),
  ),
  "dnssec-bogus": unresolved(
    ...surveyed(
      one,
      ...lookup([servfail], { outcome: "failed" }),
      exchange(servfail),
      exchange({ checkingDisabled: true }),
    ),
  ),
  "search-path-amplification": passed(
    ...surveyed(
      one,
      ...lookup([{ ...denied, name: "shop.example.corp", took: 1_600 }, {}], { took: 1_602 }),
      exchange(),
      sample({}),
    ),
  ),
  "udp-blocked-tcp-works": unresolved(
    ...surveyed(
      one,
      ...failing(),
      exchange(silent),
      exchange({ ...silent, name: "localhost" }),
      exchange({ transport: "tcp" }),
      replySource(),
    ),
  ),
  "large-answer-lost": unresolved(
    ...surveyed(one, ...failing(), exchange(silent), small, exchange({ transport: "tcp", octets: 480 })),
  ),
  "resolvers-disagree": passed(
    ...surveyed(
      two,
      ...lookup([{}]),
      exchange(),
      exchange({ ...second, ...denied }),
      exchange({ ...second, ...denied }),
    ),
  ),
  "intermittent-loss": passed(
    ...surveyed(
      one,
      ...lookup([silent, {}], { took: 5_003 }),
      exchange(),
      sample({ quickSent: 3, quickLost: 1, slowSent: 9, slowLost: 2 }),
    ),
  ),
  "stale-answer": refused(
    ...surveyed(one, ...lookup([{}]), exchange()),
    rejected,
    trace(),
    attemptAt("192.0.2.20", true),
  ),
  "wrong-address": refused(
    one,
    ...lookup([{ name: "shop.example.corp" }], { answeredName: "shop.example.corp" }),
    rejected,
    exchange({ addresses: ["192.0.2.20"] }),
    attemptAt("192.0.2.20", true),
  ),
  "one-address-dead": passed(
    one,
    ...lookup([{ addresses: ["192.0.2.10", "192.0.2.11"] }]),
    attemptAt("192.0.2.10", true),
    ...dead("192.0.2.11"),
  ),
  "negative-answer-cached": unresolved(
    ...surveyed(one, ...lookup([denied], noName), exchange(denied)),
    trace(),
  ),
  "hosts-file-overrides-dns": refused(
    one,
    hostsFile(["192.0.2.10"]),
    ...lookup([], { source: "files", addresses: ["192.0.2.10"], answeredName: null }),
    rejected,
    exchange({ addresses: ["192.0.2.20"] }),
    attemptAt("192.0.2.20", true),
  ),
};

function verdictOf(evidence: readonly Evidence[], asked: Partial<RequestAsked> = {}) {
  const records = [dnsAsked(asked), ...evidence];
  return { ...diagnose(records, causes).verdict, proven: isProven(records, causes) };
}

/** Causes of this family that the evidence proves. */
function provenBy(evidence: readonly Evidence[]): readonly string[] {
  const request = referenceOf(evidence);
  if (request === null) return [];
  const observations = readers.flatMap((read) => read(evidence, request));
  return hypothesesOf([...dnsCauses, hostsFileOverridesDns], request, observations)
    .filter(({ proven }) => proven)
    .map(({ cause }) => cause.id);
}

test("each cause of the family has its proof here", () => {
  const ids = [...dnsCauses, hostsFileOverridesDns].map(({ id }) => id);
  expect(Object.keys(proofs).toSorted()).toEqual(ids.toSorted());
});

test.each(Object.entries(proofs))("%s is the verdict where it is proven", (id, evidence) => {
  const { cause, status, proven, summary, fix } = verdictOf(evidence);
  expect(cause).toBe(id);
  expect(proven).toBe(true);
  expect(status).toMatch(/broken|degraded/);
  // A slot that nothing fills is written in capitals; what is left of them is for the reader to fill.
  expect(summary).not.toMatch(/[A-Z]{4,}_[A-Z]+/);
  expect(fix.length).toBeGreaterThan(0);
});

test("taking evidence away never proves another cause", () => {
  for (const evidence of Object.values(proofs)) {
    const whole = provenBy([dnsAsked(), ...evidence]);
    fc.assert(
      fc.property(fc.subarray([...evidence]), (left) => {
        expect(whole).toEqual(expect.arrayContaining([...provenBy([dnsAsked(), ...left])]));
      }),
      { numRuns: 100 },
    );
  }
});

describe("what is normal is no fault", () => {
  test.each<[string, readonly Evidence[], Partial<RequestAsked>?]>([
    [
      "a look-up and its survey",
      passed(...surveyed(one, ...lookup([{}, { type: "AAAA" }]), exchange(), sample({}))),
    ],
    [
      "different addresses that all serve",
      passed(
        ...surveyed(two, ...lookup([{}]), exchange(), exchange({ ...second, addresses: ["192.0.2.20"] })),
        attemptAt("192.0.2.10", true),
        attemptAt("192.0.2.20", true),
      ),
    ],
    [
      "a dead resolver, for a name of the hosts file",
      passed(
        one,
        hostsFile(["192.0.2.10"]),
        ...lookup([], { source: "files", addresses: ["192.0.2.10"], answeredName: null }),
        ...surveyed(exchange({ ...silent, sent: 2 }), tcpSilent),
      ),
    ],
    [
      "a hosts file that differs from DNS and serves",
      passed(
        one,
        hostsFile(["192.0.2.10"]),
        ...lookup([], { source: "files", addresses: ["192.0.2.10"], answeredName: null }),
        exchange({ addresses: ["192.0.2.20"] }),
        attemptAt("192.0.2.20", true),
      ),
    ],
    [
      "an authority that has moved on while the old address serves",
      passed(one, ...lookup([{}]), trace(), attemptAt("192.0.2.20", true)),
    ],
    [
      "many denials of the search list, each at once",
      passed(
        one,
        ...lookup([{ ...denied, name: "shop.example.a" }, { ...denied, name: "shop.example.b" }, {}]),
      ),
    ],
    [
      "one query of sixteen lost in a burst",
      passed(
        ...surveyed(one, ...lookup([{}]), exchange(), sample({ quickSent: 7, quickLost: 1, slowSent: 20 })),
      ),
    ],
    [
      "a cut answer that TCP brings",
      passed(
        ...surveyed(one, ...lookup([{ truncated: true, answers: [], addresses: [] }, { transport: "tcp" }])),
      ),
    ],
    [
      "two authorities that disagree while the answer serves",
      passed(one, ...lookup([{}]), trace({ authoritiesDisagree: true, lameServers: ["ns 192.0.2.4"] })),
    ],
  ])("%s", (_, evidence, asked) => {
    expect(verdictOf(evidence, asked)).toMatchObject({ status: "healthy", cause: null });
  });
});

/** Twice an answer from an address that was not asked. */
const elsewhere = { sent: 2, fromOtherAddress: 2, strangeSource: "192.0.2.99:53" };

describe("an answer from another address than was asked", () => {
  const openly = (...more: readonly Evidence[]) =>
    unresolved(...surveyed(one, ...failing(), exchange(silent), ...more));

  test.each<[string, readonly Evidence[]]>([
    ["while TCP is silent", openly(tcpSilent, replySource(elsewhere))],
    ["while TCP answers", openly(exchange({ transport: "tcp" }), replySource(elsewhere))],
    [
      "from another port",
      openly(tcpSilent, replySource({ sent: 2, fromOtherPort: 2, strangeSource: "192.0.2.53:1053" })),
    ],
    [
      "of the first resolver of two",
      passed(
        ...surveyed(
          two,
          ...lookup([silent, second], { took: 5_004 }),
          exchange(silent),
          tcpSilent,
          replySource(elsewhere),
          exchange(second),
        ),
      ),
    ],
  ])("is why the client hears nothing, %s", (_, evidence) => {
    const { cause, boundary, proven, summary } = verdictOf(evidence);
    expect({ cause, boundary }).toEqual({ cause: "reply-from-wrong-address", boundary: "response" });
    expect(proven).toBe(true);
    expect(summary).not.toMatch(/[A-Z]{4,}_[A-Z]+/);
  });

  test.each<[string, object, string]>([
    ["once only", { ...elsewhere, fromOtherAddress: 1 }, "reply-from-wrong-address"],
    ["besides the server's own", { ...elsewhere, fromServer: 1 }, "reply-from-wrong-address"],
    ["of nobody", {}, "resolver-unreachable"],
  ])("%s proves nothing of it", (name, changes, cause) => {
    const verdict = verdictOf(openly(tcpSilent, replySource(changes)));
    expect(verdict.cause === "reply-from-wrong-address" && verdict.proven, name).toBe(false);
    if (cause === "resolver-unreachable") expect(verdict.cause).toBe(cause);
  });
});

describe("an answer that the resolver made up", () => {
  const asked = lookup([{}]);
  const portal = (...more: readonly Evidence[]) =>
    refused(...surveyed(one, ...asked, exchange()), rejected, ...more);
  /** An answer with the SOA of such a zone beside it, and what the authority has. */
  const beside = (zone: string) => [
    exchange({
      additionals: [{ name: zone, type: "SOA", ttl: 60, data: "localhost root.localhost 1 2 3 4 5" }],
    }),
    trace(),
  ];

  test.each<[string, readonly Evidence[]]>([
    ["the address of every name, where nobody answers", portal(drawnNames())],
    [
      "the address of every name, while the authority's serves",
      portal(drawnNames({ othersGiveSame: false }), trace(), attemptAt("192.0.2.20", true)),
    ],
    [
      "an answer that it calls forged itself",
      portal(exchange({ ednsSize: 1232, extendedErrors: [{ code: 4, name: "Forged Answer", text: "" }] })),
    ],
    [
      "an answer that its policy zone made, while the authority's address serves",
      portal(...beside("blocked.rpz"), attemptAt("192.0.2.20", true)),
    ],
    [
      "an address that no host has",
      refused(one, ...lookup([{ addresses: ["0.0.0.0"] }]), {
        ...rejected,
        value: { ...rejected.value, address: "0.0.0.0" },
      } as Evidence),
    ],
    [
      "the asking host itself, while the authority's address serves",
      refused(
        ...surveyed(one, ...lookup([{ addresses: ["127.0.0.1"] }]), exchange({ addresses: ["127.0.0.1"] })),
        rejected,
        trace(),
        attemptAt("192.0.2.20", true),
      ),
    ],
  ])("is a wrong address: %s", (_, evidence) => {
    const { cause, proven } = verdictOf(evidence);
    expect(cause).toBe("wrong-address");
    expect(proven).toBe(true);
  });

  test.each<[string, readonly Evidence[]]>([
    ["another address for what does not exist", portal(drawnNames({ targetGetsSame: false }))],
    ["an address that the authority gives too", portal(drawnNames({ othersGiveSame: true }))],
    ["NXDOMAIN for what does not exist", portal(drawnNames({ inventsAddresses: false, addresses: [] }))],
    ["only some of the drawn names answered", portal(drawnNames({ inventsAddresses: null }))],
    ["an answer that its policy zone made, where nobody else serves", portal(...beside("blocked.rpz"))],
    ["the SOA of the name's own zone", portal(...beside("example"), attemptAt("192.0.2.20", true))],
    ["a resolver that did not answer the request", portal(drawnNames({ server: "192.0.2.54" }))],
    [
      "the asking host itself, as the authority says",
      refused(
        ...surveyed(one, ...lookup([{ addresses: ["127.0.0.1"] }]), exchange({ addresses: ["127.0.0.1"] })),
        rejected,
        trace({ answer: { rcode: "NOERROR", addresses: ["127.0.0.1"], data: ["127.0.0.1"], serial: 1 } }),
      ),
    ],
    [
      "an extended error about a stale answer",
      portal(exchange({ ednsSize: 1232, extendedErrors: [{ code: 3, name: "Stale Answer", text: "" }] })),
    ],
  ])("is not seen by %s", (_, evidence) => {
    const { cause, proven } = verdictOf(evidence);
    expect(cause === "wrong-address" && proven).toBe(false);
  });

  test("harms nobody whose request passes", () => {
    const evidence = passed(...surveyed(one, ...asked, exchange()), drawnNames());
    expect(verdictOf(evidence)).toMatchObject({ status: "healthy", cause: null });
  });
});

describe("near misses get another name, or none", () => {
  test("a dead spare is a fault of DNS that no row names", () => {
    const evidence = passed(
      ...surveyed(
        two,
        ...lookup([{}]),
        exchange(),
        exchange({ ...silent, ...second, sent: 2 }),
        exchange({ ...silent, ...second, transport: "tcp" }),
      ),
    );
    expect(verdictOf(evidence)).toMatchObject({ status: "degraded", boundary: "dns", cause: null });
  });

  test("a refusal at an answered address alone is no wrong or stale address", () => {
    const { cause } = verdictOf(refused(one, ...lookup([{}]), rejected));
    expect(["stale-answer", "wrong-address", "hosts-file-overrides-dns"]).not.toContain(cause);
  });

  test("a stale address whose successor does not serve either is not the cause", () => {
    const evidence = refused(one, ...lookup([{}]), rejected, trace(), ...dead("192.0.2.20"));
    expect(verdictOf(evidence).cause).not.toBe("stale-answer");
  });

  test("a first resolver that only loses queries is not dead", () => {
    const evidence = passed(
      ...surveyed(
        two,
        ...lookup([silent, second], { took: 5_003 }),
        exchange(silent),
        exchange(),
        exchange(second),
        sample({ quickSent: 3, quickLost: 1, slowSent: 9, slowLost: 3 }),
      ),
    );
    expect(verdictOf(evidence).cause).toBe("intermittent-loss");
  });

  test("a deadline that ends the look-up at the dead first resolver leaves it the cause", () => {
    const evidence = unresolved(
      ...surveyed(two, ...failing({ took: 2_000 }), exchange(silent), tcpSilent, exchange(second)),
    );
    expect(verdictOf(evidence, { deadline: 2_000 }).cause).toBe("first-resolver-dead");
  });

  test("an authority silent to a living resolver is SERVFAIL by another name", () => {
    const evidence = unresolved(...surveyed(one, ...failing(), exchange(silent), tcpSilent, small));
    expect(verdictOf(evidence).cause).toBe("resolver-servfail");
  });

  test("an old address of the first resolver alone is a disagreement, for the second one has moved on", () => {
    const evidence = refused(
      ...surveyed(two, ...lookup([{}]), exchange(), exchange({ ...second, addresses: ["192.0.2.20"] })),
      rejected,
      trace(),
      attemptAt("192.0.2.20", true),
    );
    const [failing] = evidence.slice(-1);
    expect(failing?.purpose).toBe("reference");
    expect(verdictOf(evidence).cause).toBe("resolvers-disagree");
  });

  test("one resolver denies by itself while another has the name: they disagree, no cache is shown", () => {
    const evidence = unresolved(
      ...surveyed(two, ...lookup([denied], noName), exchange(denied), exchange(second)),
      trace(),
    );
    expect(verdictOf(evidence).cause).toBe("resolvers-disagree");
  });

  test("a denial that ages in one of two resolvers is a cached one", () => {
    const aged = { ...denied, negativeTtl: 42 };
    const evidence = unresolved(
      ...surveyed(two, ...lookup([aged], noName), exchange(aged), exchange(second)),
      trace(),
    );
    expect(verdictOf(evidence).cause).toBe("negative-answer-cached");
  });
});
