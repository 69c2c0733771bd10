import { describe, expect, test } from "vitest";
import { attemptAt, hostsFile } from "../../../../test/dns-attempt-records.ts";
import {
  configured,
  dnsAsked,
  exchange,
  failed,
  lookup,
  sample,
  silent,
  surveyed,
  trace,
} from "../../../../test/dns-records.ts";
import { anyRequest } from "../../../../test/observation.ts";
import type { Evidence, RequestAsked } from "../../../evidence/index.ts";
import { type ObservationName, vocabulary } from "../../vocabulary/index.ts";
import { dnsReaders } from "./index.ts";

/** Names of what the readers find, `!name` for a no, `name?` for what is only suggested. */
function find(evidence: readonly Evidence[], changes: Partial<RequestAsked> = {}): readonly string[] {
  const request = { ...anyRequest, asked: { ...anyRequest.asked, ...changes } };
  const found = dnsReaders.flatMap((read) => read([dnsAsked(changes), ...evidence], request));
  const ids = new Set(["e0", ...evidence.map(({ id }) => id)]);
  for (const { cites } of found) expect(cites.filter((id) => !ids.has(id))).toEqual([]);
  const words = found.map(({ name, holds, strength }) => {
    const weaker = strength === "suggests" && vocabulary[name].strength === "states";
    return `${holds ? "" : "!"}${name}${weaker ? "?" : ""}`;
  });
  return [...new Set(words)].toSorted();
}

const one = configured(["192.0.2.53"]);
const two = configured(["192.0.2.53", "192.0.2.54"]);
const second = { server: "192.0.2.54" };
const good = lookup([{}, { type: "AAAA" }]);
const denied = failed("NXDOMAIN");
const noAnswer = { outcome: "no-answer", error: "EAI_AGAIN", source: null } as const;
const noName = { outcome: "no-such-name", error: "EAI_NONAME", source: null } as const;

interface Case {
  readonly evidence: readonly Evidence[];
  readonly has?: readonly string[];
  /** Names that nothing may be said of, in either way. */
  readonly not?: readonly ObservationName[];
}

function check({ evidence, has = [], not = [] }: Case, changes: Partial<RequestAsked> = {}) {
  const found = find(evidence, changes);
  expect(found).toEqual(expect.arrayContaining([...has]));
  expect(found.filter((word) => not.includes(word.replaceAll(/[!?]/g, "") as ObservationName))).toEqual([]);
}

test("nothing is abnormal in a healthy look-up with its survey", () => {
  const evidence = surveyed(one, ...good, exchange(), exchange({ type: "AAAA" }), sample({}));
  const abnormal = find(evidence)
    .filter((word) => !word.startsWith("!"))
    .filter((word) => vocabulary[word.replace("?", "") as ObservationName].abnormal?.when === true);
  expect(abnormal).toEqual([]);
});

describe("how a look-up ended", () => {
  test.each<[string, Case]>([
    ["NXDOMAIN", { evidence: [one, ...lookup([denied], noName)], has: ["lookup-nxdomain"] }],
    [
      "NODATA",
      {
        evidence: [one, ...lookup([failed("NOERROR")], { outcome: "no-address" })],
        has: ["lookup-no-address"],
      },
    ],
    [
      "SERVFAIL",
      { evidence: [one, ...lookup([failed("SERVFAIL")], { outcome: "failed" })], has: ["lookup-servfail"] },
    ],
    [
      "REFUSED",
      { evidence: [one, ...lookup([failed("REFUSED")], { outcome: "failed" })], has: ["lookup-refused"] },
    ],
    [
      "FORMERR",
      { evidence: [one, ...lookup([failed("FORMERR")], { outcome: "failed" })], has: ["lookup-misanswered"] },
    ],
    [
      "silence of every server",
      { evidence: [one, ...lookup([silent], noAnswer)], has: ["lookup-unanswered"] },
    ],
    [
      "silence, cut before the second server had its turn",
      { evidence: [two, ...lookup([silent], noAnswer)], has: ["lookup-slow"], not: ["lookup-unanswered"] },
    ],
    [
      "NODATA for one type where the other one failed",
      {
        evidence: [one, ...lookup([failed("SERVFAIL"), { type: "AAAA" }], { outcome: "no-address" })],
        has: ["lookup-servfail"],
        not: ["lookup-no-address"],
      },
    ],
    ["an answer after 1,001 ms", { evidence: [one, ...lookup([{}], { took: 1_001 })], has: ["lookup-slow"] }],
    ["an answer after 1,000 ms", { evidence: [one, ...lookup([{}], { took: 1_000 })], not: ["lookup-slow"] }],
  ])("%s", (_, given) => check(given));

  test("a look-up made for a difference is none of the request's", () => {
    const evidence = lookup([denied], noName).map((record) => ({
      ...record,
      purpose: "difference" as const,
    }));
    check({ evidence: [one, ...(evidence as Evidence[])], not: ["lookup-nxdomain"] });
  });

  test.each<[string, readonly Evidence[], readonly string[]]>([
    [
      "no record of the type",
      [exchange({ ...failed("NOERROR"), type: "MX" }, "reference")],
      ["lookup-no-record"],
    ],
    ["NXDOMAIN", [exchange({ ...denied, type: "MX" }, "reference")], ["lookup-nxdomain"]],
    ["silence", [exchange({ ...silent, type: "MX" }, "reference")], ["lookup-unanswered"]],
  ])("a dns:// question of its own type: %s", (_, evidence, has) => {
    check({ evidence: [one, ...evidence], has }, { scheme: "dns", questionType: "MX" });
  });
});

describe("what the time of a look-up went into", () => {
  const slowly = { ...denied, took: 600 };
  const searching = (took: number) => [
    one,
    ...lookup([
      { ...slowly, name: "shop.example.a", took },
      { ...slowly, name: "shop.example.a", took, type: "AAAA" },
      { ...slowly, name: "shop.example.b" },
      {},
    ]),
  ];
  test.each<[string, Case]>([
    ["denials of two names, 1,001 ms in all", { evidence: searching(401), has: ["negatives-took-long"] }],
    ["denials of 1,000 ms in all", { evidence: searching(400), has: ["!negatives-took-long"] }],
    [
      "silence to names of the list alone",
      {
        evidence: [
          one,
          ...lookup([
            { ...silent, name: "shop.example.a" },
            { ...silent, name: "shop.example.a", type: "AAAA" },
            {},
          ]),
        ],
        has: ["negatives-took-long"],
      },
    ],
    [
      "silence to the name too: the server is silent, not the list long",
      {
        evidence: [one, ...lookup([{ ...silent, name: "shop.example.a" }, silent, {}])],
        has: ["!negatives-took-long"],
      },
    ],
    [
      "a query that is answered the second time",
      { evidence: [one, ...lookup([silent, {}])], has: ["some-query-lost"] },
    ],
    ["silence of another server", { evidence: [two, ...lookup([silent, second])], not: ["some-query-lost"] }],
  ])("%s", (_, given) => check(given));
});

describe("which resolvers answer", () => {
  const throughSecond = lookup([silent, { ...second }]);
  const deadTcp = exchange({ ...silent, transport: "tcp" });
  const refused = { ...silent, outcome: "unreachable", errno: "ECONNREFUSED" } as const;
  test.each<[string, Case]>([
    [
      "the first is silent twice and the second serves",
      {
        evidence: surveyed(two, ...throughSecond, exchange(silent), deadTcp),
        has: ["first-resolver-silent", "later-resolver-answers", "!every-resolver-silent"],
      },
    ],
    ["silent once", { evidence: surveyed(two, ...throughSecond), not: ["first-resolver-silent"] }],
    [
      "silent twice, and the list of what was asked is missing",
      { evidence: [two, ...throughSecond, exchange(silent)], has: ["first-resolver-silent?"] },
    ],
    [
      "silent twice, and a listed answer is missing",
      {
        evidence: (() => {
          const whole = surveyed(two, ...throughSecond, exchange(silent), exchange());
          return whole.filter((record) => record !== whole.at(-2));
        })(),
        has: ["first-resolver-silent?"],
      },
    ],
    [
      "the first answers one of three",
      {
        evidence: surveyed(two, ...throughSecond, exchange(silent), exchange()),
        has: ["!first-resolver-silent"],
      },
    ],
    [
      "the spare is silent twice and the first serves",
      {
        evidence: surveyed(
          two,
          ...good,
          exchange({ ...silent, ...second }),
          exchange({ ...silent, ...second }),
        ),
        has: ["later-resolver-silent", "!first-resolver-silent"],
        not: ["later-resolver-answers"],
      },
    ],
    [
      "all are silent, over UDP and TCP",
      {
        evidence: surveyed(one, ...lookup([silent], noAnswer), exchange(silent), deadTcp),
        has: ["every-resolver-silent"],
        not: ["first-resolver-silent"],
      },
    ],
    [
      "all are silent, and TCP was not tried",
      {
        evidence: surveyed(one, ...lookup([silent], noAnswer), exchange(silent)),
        not: ["every-resolver-silent"],
      },
    ],
    [
      "ICMP says that nobody is there",
      {
        evidence: surveyed(
          one,
          ...lookup([refused], noAnswer),
          exchange(refused),
          exchange({ ...refused, transport: "tcp" }),
        ),
        has: ["every-resolver-silent"],
      },
    ],
    [
      "this host has no route",
      {
        evidence: surveyed(one, ...lookup([{ ...refused, errno: "ENETUNREACH" }], noAnswer)),
        has: ["resolver-without-route"],
      },
    ],
    [
      "this host forbids it",
      {
        evidence: surveyed(one, ...lookup([{ ...refused, errno: "EPERM" }], noAnswer)),
        has: ["resolver-query-denied-here"],
      },
    ],
    [
      "this process has no descriptor left: that says nothing of a resolver",
      {
        evidence: surveyed(two, ...lookup([{ ...refused, errno: "EMFILE", sent: 2 }, second])),
        not: ["first-resolver-silent"],
      },
    ],
    [
      "a name of the hosts file needs no resolver",
      {
        evidence: surveyed(
          two,
          ...lookup([], { source: "files", addresses: ["192.0.2.10"] }),
          exchange({ ...silent, sent: 2 }),
          exchange(second),
        ),
        not: ["first-resolver-silent", "every-resolver-silent"],
      },
    ],
  ])("%s", (_, given) => check(given));
});

describe("transport and size", () => {
  const unanswered = lookup([silent], noAnswer);
  const byTcp = (octets: number) => exchange({ transport: "tcp", octets });
  const small = exchange({ name: "localhost", addresses: ["127.0.0.1"], octets: 43 });
  test.each<[string, Case]>([
    [
      "TCP answers, nothing comes over UDP",
      {
        evidence: surveyed(
          one,
          ...unanswered,
          exchange(silent),
          exchange({ ...silent, name: "localhost" }),
          byTcp(60),
        ),
        has: ["tcp-answers-where-udp-is-silent", "!small-answer-passes"],
        not: ["large-answers-lost"],
      },
    ],
    [
      "small answers come, that of 400 octets does not",
      {
        evidence: surveyed(one, ...unanswered, exchange(silent), small, byTcp(400)),
        has: ["large-answers-lost", "small-answer-passes"],
        not: ["tcp-answers-where-udp-is-silent"],
      },
    ],
    [
      "the lost answer has 255 octets: not large",
      {
        evidence: surveyed(one, ...unanswered, exchange(silent), small, byTcp(255)),
        not: ["large-answers-lost"],
      },
    ],
    ["lost once", { evidence: surveyed(one, ...unanswered, small, byTcp(400)), not: ["large-answers-lost"] }],
    [
      "a larger answer came over UDP",
      {
        evidence: surveyed(
          one,
          ...unanswered,
          exchange(silent),
          exchange({ name: "x.example", octets: 450 }),
          byTcp(400),
        ),
        not: ["large-answers-lost"],
      },
    ],
    [
      "the answer is cut and TCP is silent twice",
      {
        evidence: surveyed(
          one,
          ...lookup(
            [
              { truncated: true, answers: [], addresses: [] },
              { ...silent, transport: "tcp" },
            ],
            noAnswer,
          ),
          exchange({ ...silent, transport: "tcp" }),
        ),
        has: ["large-answers-lost"],
      },
    ],
    [
      "the answer is cut and TCP brings it",
      {
        evidence: surveyed(
          one,
          ...lookup([{ truncated: true, answers: [], addresses: [] }, { transport: "tcp" }]),
          exchange({ truncated: true, answers: [], addresses: [] }),
        ),
        not: ["large-answers-lost"],
      },
    ],
  ])("%s", (_, given) => {
    const found = find(given.evidence);
    expect(found).toEqual(expect.arrayContaining([...(given.has ?? [])]));
    expect(found.filter((word) => (given.not ?? []).some((name) => word.startsWith(name)))).toEqual([]);
  });
});

describe("validation", () => {
  const fails = failed("SERVFAIL");
  const base = [one, ...lookup([fails], { outcome: "failed" })];
  const unchecked = (changes: object) => exchange({ checkingDisabled: true, ednsSize: 1232, ...changes });
  test.each<[string, Case]>([
    [
      "SERVFAIL twice, and the answer without checking",
      {
        evidence: surveyed(...base, exchange(fails), unchecked({})),
        has: ["unchecked-answer-exists", "resolver-fails-this-name"],
      },
    ],
    [
      "SERVFAIL without checking too",
      { evidence: surveyed(...base, exchange(fails), unchecked(fails)), has: ["!unchecked-answer-exists"] },
    ],
    [
      "SERVFAIL once: the answer may only have come late",
      { evidence: surveyed(...base, unchecked({})), not: ["unchecked-answer-exists"] },
    ],
    [
      "an answer with checking between",
      {
        evidence: surveyed(...base, exchange(fails), exchange(), unchecked({})),
        not: ["unchecked-answer-exists"],
      },
    ],
    [
      "EDE 6 names it, EDE 22 does not",
      {
        evidence: surveyed(
          ...base,
          exchange({ ...fails, extendedErrors: [{ code: 6, name: "DNSSEC Bogus", text: "" }] }),
        ),
        has: ["validation-failure-named"],
      },
    ],
    [
      "EDE 22",
      {
        evidence: surveyed(
          ...base,
          exchange({ ...fails, extendedErrors: [{ code: 22, name: "x", text: "" }] }),
        ),
        not: ["validation-failure-named"],
      },
    ],
    [
      "silent to this name over both transports, and there for another",
      {
        evidence: surveyed(
          one,
          ...lookup([silent], noAnswer),
          exchange({ name: "localhost" }),
          exchange({ ...silent, transport: "tcp" }),
        ),
        has: ["resolver-fails-this-name"],
      },
    ],
  ])("%s", (_, given) => check(given));
});

describe("losses", () => {
  test.each<[string, Case]>([
    [
      "two slow of twelve lost",
      {
        evidence: surveyed(one, ...good, sample({ quickSent: 1, quickLost: 1, slowSent: 11, slowLost: 1 })),
        has: ["resolver-loses-queries"],
      },
    ],
    [
      "a loss in the burst alone: a rate limit",
      {
        evidence: surveyed(one, ...good, sample({ quickSent: 4, quickLost: 1, slowSent: 20 })),
        not: ["resolver-loses-queries"],
      },
    ],
    [
      "one of twenty-one lost",
      {
        evidence: surveyed(one, ...good, sample({ quickSent: 1, slowSent: 20, slowLost: 1 })),
        not: ["resolver-loses-queries"],
      },
    ],
    [
      "two of eight lost: too few for a share",
      {
        evidence: surveyed(one, ...good, sample({ quickSent: 0, slowSent: 6, slowLost: 2 })),
        not: ["resolver-loses-queries"],
      },
    ],
    [
      "none of sixteen lost",
      { evidence: surveyed(one, ...good, sample({})), has: ["!resolver-loses-queries?"] },
    ],
    [
      "silence of the look-up alone: it may have been late",
      {
        evidence: surveyed(one, ...lookup([silent, silent, {}]), sample({})),
        not: ["resolver-loses-queries"],
      },
    ],
  ])("%s", (_, given) => check(given));
});

describe("whether the resolvers say the same", () => {
  const other = { ...second, addresses: ["192.0.2.20"] };
  const surveyedBoth = (...more: readonly Evidence[]) =>
    surveyed(two, ...good, exchange(), exchange({ type: "AAAA" }), ...more);
  test.each<[string, Case]>([
    [
      "the second denies twice",
      {
        evidence: surveyedBoth(exchange({ ...second, ...denied }), exchange({ ...second, ...denied })),
        has: ["resolvers-answer-apart"],
      },
    ],
    [
      "the second denies once",
      { evidence: surveyedBoth(exchange({ ...second, ...denied })), not: ["resolvers-answer-apart"] },
    ],
    [
      "the second has no AAAA, nor has the first",
      {
        evidence: surveyedBoth(exchange(second), exchange({ ...second, type: "AAAA" })),
        has: ["!resolvers-answer-apart"],
      },
    ],
    [
      "other addresses that serve as well: balanced",
      {
        evidence: [
          ...surveyedBoth(exchange(other)),
          attemptAt("192.0.2.10", true),
          attemptAt("192.0.2.20", true),
        ],
        not: ["resolvers-answer-apart"],
      },
    ],
    [
      "other addresses that do not serve",
      {
        evidence: [
          ...surveyedBoth(exchange(other)),
          attemptAt("192.0.2.10", true),
          attemptAt("192.0.2.20", false),
          attemptAt("192.0.2.20", false),
        ],
        has: ["resolvers-answer-apart"],
      },
    ],
    [
      "other addresses that did not serve once",
      {
        evidence: [
          ...surveyedBoth(exchange(other)),
          attemptAt("192.0.2.10", true),
          attemptAt("192.0.2.20", false),
        ],
        not: ["resolvers-answer-apart"],
      },
    ],
    [
      "the second is silent: no other word",
      {
        evidence: surveyedBoth(exchange({ ...second, ...silent, sent: 2 })),
        not: ["resolvers-answer-apart"],
      },
    ],
  ])("%s", (_, given) => check(given));
});

describe("what the authority says", () => {
  const negative = { rcode: "NXDOMAIN", addresses: [], data: [], serial: 1 };
  const nothing = lookup([denied], noName);
  const none = { rcode: "NOERROR", addresses: [], data: [], serial: 1 };
  test.each<[string, Case]>([
    [
      "it denies too",
      {
        evidence: [one, ...nothing, trace({ answer: negative })],
        has: ["authority-denies", "!authority-has-what-is-denied"],
      },
    ],
    [
      "it has what is denied",
      { evidence: [one, ...nothing, trace()], has: ["authority-has-what-is-denied"], not: ["denial-ages"] },
    ],
    [
      "the denial has less time to live than a new one",
      { evidence: [one, ...lookup([{ ...denied, negativeTtl: 59 }], noName), trace()], has: ["denial-ages"] },
    ],
    [
      "the denial has all of its time to live",
      { evidence: [one, ...lookup([{ ...denied, negativeTtl: 60 }], noName), trace()], not: ["denial-ages"] },
    ],
    [
      "the authorities contradict each other",
      {
        evidence: [one, ...nothing, trace({ authoritiesDisagree: true })],
        not: ["authority-has-what-is-denied"],
      },
    ],
    [
      "no authority answered",
      { evidence: [one, ...nothing, trace({ answer: null })], not: ["authority-denies"] },
    ],
    [
      "it speaks of another type",
      { evidence: [one, ...nothing, trace({ type: "AAAA" })], not: ["authority-has-what-is-denied"] },
    ],
    [
      "no record there either",
      {
        evidence: [one, ...lookup([failed("NOERROR")], { outcome: "no-address" }), trace({ answer: none })],
        has: ["authority-has-no-record"],
      },
    ],
    [
      "another address",
      {
        evidence: [one, ...good, trace()],
        has: ["answer-differs-from-authority"],
        not: ["authority-address-serves"],
      },
    ],
    [
      "another address, which serves",
      { evidence: [one, ...good, trace(), attemptAt("192.0.2.20", true)], has: ["authority-address-serves"] },
    ],
    [
      "another address, which does not serve either",
      {
        evidence: [one, ...good, trace(), attemptAt("192.0.2.20", false), attemptAt("192.0.2.20", false)],
        has: ["!authority-address-serves"],
      },
    ],
    [
      "one of its addresses is the answer",
      {
        evidence: [
          one,
          ...good,
          trace({ answer: { ...none, addresses: ["192.0.2.10", "192.0.2.11"], data: [] } }),
        ],
        has: ["!answer-differs-from-authority"],
      },
    ],
  ])("%s", (_, given) => check(given));
});

describe("what the addresses do", () => {
  const pair = lookup([{ addresses: ["192.0.2.10", "192.0.2.11"] }]);
  const mixed = lookup([{}, { type: "AAAA", addresses: ["2001:db8::10"] }]);
  const dead = (address: string) => [attemptAt(address, false), attemptAt(address, false)];
  test.each<[string, Case]>([
    [
      "one of two serves",
      {
        evidence: [one, ...pair, attemptAt("192.0.2.10", true), ...dead("192.0.2.11")],
        has: ["some-addresses-dead"],
      },
    ],
    [
      "one of two failed once",
      {
        evidence: [one, ...pair, attemptAt("192.0.2.10", true), attemptAt("192.0.2.11", false)],
        not: ["some-addresses-dead"],
      },
    ],
    [
      "none of two serves",
      {
        evidence: [one, ...pair, ...dead("192.0.2.10"), ...dead("192.0.2.11")],
        not: ["some-addresses-dead"],
      },
    ],
    [
      "both serve",
      {
        evidence: [one, ...pair, attemptAt("192.0.2.10", true), attemptAt("192.0.2.11", true)],
        has: ["!some-addresses-dead"],
      },
    ],
    [
      "all of IPv6 dead: another fault",
      {
        evidence: [one, ...mixed, attemptAt("192.0.2.10", true), ...dead("2001:db8::10")],
        has: ["!some-addresses-dead"],
      },
    ],
  ])("%s", (_, given) => check(given));

  test("an address needs no look-up", () => {
    check({ evidence: [], has: ["!name-was-looked-up"] }, { hostIsAddress: true });
    check({ evidence: [one, ...good], has: ["name-was-looked-up"] });
  });
});

describe("the hosts file", () => {
  const fromFile = lookup([], { source: "files", addresses: ["192.0.2.99"], answeredName: null });
  test.each<[string, Case]>([
    [
      "gives another address than DNS",
      {
        evidence: [one, hostsFile(["192.0.2.99"]), ...fromFile, exchange()],
        has: ["hosts-file-differs-from-dns"],
      },
    ],
    [
      "and that of DNS serves",
      {
        evidence: [one, hostsFile(["192.0.2.99"]), ...fromFile, exchange(), attemptAt("192.0.2.10", true)],
        has: ["dns-address-serves"],
      },
    ],
    [
      "gives the same",
      {
        evidence: [one, hostsFile(["192.0.2.99"]), ...fromFile, exchange({ addresses: ["192.0.2.99"] })],
        has: ["!hosts-file-differs-from-dns"],
      },
    ],
    [
      "DNS was not asked",
      { evidence: [one, hostsFile(["192.0.2.99"]), ...fromFile], not: ["hosts-file-differs-from-dns"] },
    ],
    ["does not name it", { evidence: [one, hostsFile([]), ...good], has: ["!hosts-file-differs-from-dns"] }],
  ])("%s", (_, given) => check(given));
});

describe("the search list", () => {
  const suffixed = lookup([{ name: "shop.example.corp", addresses: ["192.0.2.66"] }], {
    answeredName: "shop.example.corp",
  });
  test.each<[string, Case]>([
    [
      "answers in place of the name",
      { evidence: [one, ...suffixed, exchange()], has: ["search-suffix-answers-instead"] },
    ],
    [
      "and the name's own address serves",
      {
        evidence: [one, ...suffixed, exchange(), attemptAt("192.0.2.10", true)],
        has: ["absolute-address-serves"],
      },
    ],
    [
      "the name itself has no address",
      { evidence: [one, ...suffixed, exchange(denied)], not: ["search-suffix-answers-instead"] },
    ],
    [
      "the name itself was answered",
      {
        evidence: [one, ...good, exchange({ addresses: ["192.0.2.9"] })],
        not: ["search-suffix-answers-instead"],
      },
    ],
  ])("%s", (_, given) => check(given));
});
