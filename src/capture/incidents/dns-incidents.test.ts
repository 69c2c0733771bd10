import { describe, expect, test } from "vitest";
import { mark, quality } from "../../../test/capture-records.ts";
import { applicationsSeen } from "../../../test/captured-applications.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { CapturedDns, SearchListWalk } from "../application/index.ts";
import { incidentsOf } from "./incidents.ts";

const asked = (value: Partial<CapturedDns> = {}): CapturedDns => ({
  stream: null,
  transport: "udp",
  client: { address: "192.0.2.99", port: 40_000 },
  server: { address: "192.0.2.53", port: 53 },
  id: 1,
  name: "shop.example",
  type: "A",
  isMulticast: false,
  recursionDesired: true,
  checkingDisabled: false,
  ednsSize: null,
  query: mark(0),
  repeats: [],
  sent: 1,
  retryOf: null,
  afterTruncated: null,
  answer: mark(20),
  moreAnswers: 0,
  took: 20,
  outcome: "answered",
  answeredFrom: null,
  icmpError: null,
  rcode: "NOERROR",
  authoritative: false,
  truncated: false,
  recursionAvailable: true,
  authenticated: false,
  extendedErrors: [],
  answers: [{ name: "shop.example", type: value.type ?? "A", ttl: 60, data: "198.51.100.7" }],
  authorities: [],
  addresses: ["198.51.100.7"],
  negativeTtl: null,
  octets: 90,
  ...value,
});

const silent = (at: number, value: Partial<CapturedDns> = {}) =>
  asked({
    query: mark(at),
    answer: null,
    took: null,
    outcome: "unanswered",
    rcode: null,
    answers: [],
    addresses: [],
    ...value,
  });
const denied = (rcode: string, value: Partial<CapturedDns> = {}) =>
  asked({ rcode, answers: [], addresses: [], ...value });

/** What came is an answer to the question, and not of the resolver that was asked. */
const elsewhere = (at: number, value: Partial<CapturedDns> = {}) =>
  asked({
    query: mark(at),
    answer: mark(at + 20),
    outcome: "other-source",
    answeredFrom: { address: "192.0.2.54", port: 53 },
    ...value,
  });

/** Target, status and cause of each name. */
function judged(...dns: readonly CapturedDns[]): readonly string[] {
  return judgedWith([], dns);
}

function judgedWith(walks: readonly SearchListWalk[], dns: readonly CapturedDns[]): readonly string[] {
  const { dnsPatterns } = applicationsSeen();
  const applications = applicationsSeen({
    dns: { kept: dns, leftOut: 0 },
    dnsPatterns: { ...dnsPatterns, searchLists: walks },
  });
  const facts = { flows: [], quality: quality(), startedAt: 1_780_741_473_000, vantage: "capture" };
  return incidentsOf({ ...facts, applications }).map(({ target, evidence }) => {
    const { status, cause } = diagnose(evidence, causes).verdict;
    return status === "healthy" ? `${target} ${status}` : `${target} ${status} ${cause}`;
  });
}

const other = (at: number) =>
  asked({ name: "other.example", query: mark(at), answer: mark(at + 5), took: 5 });

const dead = { address: "192.0.2.54", port: 53 };

describe("a name that was looked up", () => {
  test.each<[string, readonly CapturedDns[], readonly string[]]>([
    ["with an answer", [asked()], ["dns://shop.example healthy"]],
    ["that does not exist", [denied("NXDOMAIN")], ["dns://shop.example broken name-does-not-exist"]],
    ["and refused", [denied("REFUSED")], ["dns://shop.example broken resolver-refuses"]],
    [
      "and failed, while others resolve",
      [denied("SERVFAIL"), other(10)],
      ["dns://shop.example broken resolver-servfail", "dns://other.example healthy"],
    ],
    [
      "in vain at a resolver that answers nothing",
      [silent(0, { sent: 2 }), silent(5_000)],
      ["dns://shop.example broken resolver-unreachable"],
    ],
    [
      "with an answer after five seconds",
      [silent(0), asked({ id: 2, query: mark(5_000), answer: mark(5_020) })],
      ["dns://shop.example degraded null"],
    ],
    [
      "first at a resolver that answers nothing, of a client that waits 3 s",
      [
        silent(0, { server: dead, outcome: "waiting" }),
        silent(0, { server: dead, outcome: "waiting", type: "AAAA", id: 2 }),
        asked({ query: mark(3_000), answer: mark(3_020) }),
        denied("NOERROR", { type: "AAAA", id: 2, query: mark(3_021), answer: mark(3_040) }),
      ],
      ["dns://shop.example degraded first-resolver-dead"],
    ],
    [
      "first at a resolver that lost one question and answers others",
      [
        silent(0, { server: dead }),
        asked({ query: mark(3_000), answer: mark(3_020) }),
        asked({ name: "other.example", server: dead, query: mark(4_000), answer: mark(4_005), took: 5 }),
      ],
      ["dns://shop.example degraded null", "dns://other.example healthy"],
    ],
    [
      "at two resolvers at once, one silent",
      [silent(0, { server: { address: "192.0.2.54", port: 53 } }), asked()],
      ["dns://shop.example healthy"],
    ],
    [
      "that has no address of one family",
      [asked(), denied("NOERROR", { type: "AAAA" })],
      ["dns://shop.example healthy"],
    ],
    [
      "that has an IPv6 address alone",
      [denied("NOERROR"), asked({ type: "AAAA", addresses: ["2001:db8::7"] })],
      ["dns://shop.example?type=AAAA healthy"],
    ],
    [
      "and answered late by a far authority",
      [asked({ answer: mark(1_800), took: 1_800 })],
      ["dns://shop.example healthy"],
    ],
    [
      "and answered from another address each time",
      [elsewhere(0, { sent: 2 }), elsewhere(5_000, { id: 2 })],
      ["dns://shop.example broken reply-from-wrong-address"],
    ],
    [
      "and answered from another address besides",
      [elsewhere(0), asked({ id: 2, query: mark(600), answer: mark(620) })],
      ["dns://shop.example healthy"],
    ],
    ["just before the capture ends", [silent(59_000, { outcome: "waiting" })], []],
    ["by multicast, where nobody needs to answer", [silent(0, { isMulticast: true })], []],
    ["of which only the answer was captured", [asked({ query: null, outcome: "unasked" })], []],
  ])("%s", (_, dns, verdicts) => {
    expect(judged(...dns)).toEqual(verdicts);
  });
});

describe("a name that was looked up along a search list", () => {
  const names = ["shop.example.a.test", "shop.example.b.test", "shop.example"];
  const each = (took: number) =>
    names.map((name, index) => {
      const value = { name, query: mark(index * (took + 1)), answer: mark(index * (took + 1) + took), took };
      return name === "shop.example" ? asked(value) : denied("NXDOMAIN", value);
    });
  const walk = (took: number): SearchListWalk => ({
    client: "192.0.2.99",
    first: mark(0),
    last: mark(2 * (took + 1)),
    names,
    questions: 3,
    notFound: 2,
  });

  test("is one look-up, and slow where the denials took long", () => {
    expect(judgedWith([walk(800)], each(800))).toContain(
      "dns://shop.example degraded search-path-amplification",
    );
  });

  test("is in order where the denials are quick", () => {
    expect(judgedWith([walk(20)], each(20))).toContain("dns://shop.example healthy");
  });

  test("is not charged with what another client asked", () => {
    expect(judgedWith([{ ...walk(800), client: "192.0.2.98" }], each(800))).toContain(
      "dns://shop.example healthy",
    );
  });
});
