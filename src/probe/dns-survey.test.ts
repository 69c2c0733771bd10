import { describe, expect, test } from "vitest";
import { type AskedQuestion, type DnsAnswer, serveDns } from "../../test/dns-server.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder, type Evidence, type EvidenceKind } from "../evidence/index.ts";
import { sampleDns } from "./dns-sample.ts";
import { askAuthorities, parseResolverConfig, surveyResolvers } from "./index.ts";

const base = parseResolverConfig({
  resolvConf: "",
  nsswitch: null,
  libc: "glibc",
  hostname: null,
  overrides: [],
});

const contextOf = () => ({
  clock: systemClock,
  signal: new AbortController().signal,
  timeout: 1_000,
  recorder: createRecorder("client"),
  purpose: "difference" as const,
});

type Answer = (question: AskedQuestion) => DnsAnswer | null;

const name = "www.example";
const good: Answer = (question) =>
  question.name === name && question.type === "A"
    ? { answers: [{ name, type: "A", data: "192.0.2.1" }] }
    : {};

function kindOf<K extends EvidenceKind>(evidence: readonly Evidence[], kind: K): Evidence<K>[] {
  return evidence.filter((record) => record.kind === kind) as Evidence<K>[]; // The kind decides the type.
}

/** A survey of servers of this test, and what each of them was asked. */
async function survey(...answers: readonly Answer[]) {
  await using stack = new AsyncDisposableStack();
  const servers = await Promise.all(answers.map(serveDns));
  for (const server of servers) stack.use(server);
  const context = contextOf();
  const config = { ...base, nameservers: servers.map(({ address }) => address) };
  await surveyResolvers({ name, config, types: ["A", "AAAA"] }, context);
  const { evidence } = context.recorder;
  return {
    evidence,
    exchanges: kindOf(evidence, "dns-exchange"),
    samples: kindOf(evidence, "dns-sample"),
    asked: servers.map(({ asked }) => asked),
  };
}

describe.concurrent("surveyResolvers()", () => {
  test("asks a healthy resolver few things, and lists all of them", async () => {
    const { evidence, exchanges, samples, asked } = await survey(good);
    expect(exchanges.map(({ value }) => [value.transport, value.type, value.outcome])).toEqual([
      ["udp", "A", "answered"],
      ["udp", "AAAA", "answered"],
    ]);
    expect(samples[0]?.value).toMatchObject({ quickLost: 0, slowSent: 0, types: ["A", "AAAA"] });
    expect(asked[0]?.length).toBeLessThan(20);
    const ids = [...exchanges, ...samples].map(({ id }) => id);
    expect(kindOf(evidence, "dns-survey")[0]?.value).toMatchObject({ asked: [name], exchanges: ids });
    expect(evidence.every(({ purpose, attempt }) => purpose === "difference" && attempt === null)).toBe(true);
  });

  test("asks a silent one again, over TCP, and something small", async () => {
    const { exchanges, samples } = await survey(() => null);
    const words = exchanges.map(({ value }) => `${value.transport} ${value.name} ${value.type}`);
    expect(words.filter((word) => word === `udp ${name} A`)).toHaveLength(2);
    expect(words).toEqual(expect.arrayContaining([`tcp ${name} A`, "udp localhost A"]));
    expect(samples).toEqual([]);
  });

  test("asks in several sizes where only TCP answers", async () => {
    const { exchanges } = await survey((question) => (question.transport === "tcp" ? good(question) : null));
    const sizes = exchanges.flatMap(({ value }) => value.ednsSize ?? []);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([512, 1232, 4096]);
  });

  test("asks over TCP after a cut answer", async () => {
    const { exchanges } = await survey((question) =>
      question.transport === "udp" ? { truncated: true } : good(question),
    );
    expect(exchanges.some(({ value }) => value.transport === "tcp" && value.addresses.length === 1)).toBe(
      true,
    );
  });

  test("asks without validation after SERVFAIL, and with it first", async () => {
    const { exchanges } = await survey((question) =>
      question.checkingDisabled ? good(question) : { rcode: 2 },
    );
    const withEdns = exchanges.filter(({ value }) => value.ednsSize !== null);
    expect(withEdns.map(({ value }) => [value.checkingDisabled, value.rcode])).toEqual([
      [false, "SERVFAIL"],
      [true, "NOERROR"],
    ]);
  });

  test("asks again the one that denies what another one has", async () => {
    const { exchanges } = await survey(good, () => ({ rcode: 3 }));
    const denials = exchanges.filter(({ value }) => value.rcode === "NXDOMAIN" && value.type === "A");
    expect(denials).toHaveLength(2);
  });

  test("tells a share of losses, slowly once one is missing", async () => {
    await using server = await serveDns((question) => (question.number % 3 === 0 ? null : good(question)));
    const given = { server: "127.0.0.1", port: server.port, name, types: ["A"], suspected: false };
    const { value } = await sampleDns(given, { ...contextOf(), timeout: 50 });
    expect(value).toMatchObject({ quickSent: 3, quickLost: 1, wait: 50 });
    expect(value.slowLost).toBeGreaterThanOrEqual(2);
    expect(value.quickSent + value.slowSent).toBeGreaterThanOrEqual(10);
  });

  test("returns the addresses that the look-up did not give", async () => {
    await using one = await serveDns(good);
    await using other = await serveDns((question) =>
      question.type === "A" ? { answers: [{ name, type: "A", data: "192.0.2.9" }] } : {},
    );
    const context = contextOf();
    const details = {
      boundary: "dns",
      by: "probe",
      purpose: "reference",
      observedAt: 0,
      took: 1,
      command: "",
    } as const;
    const found = {
      source: "dns",
      addresses: ["192.0.2.1"],
      answeredName: name,
      canonicalName: name,
    } as const;
    const lookup = {
      name,
      rules: "glibc",
      outcome: "resolved",
      error: null,
      questions: [],
      took: 1,
    } as const;
    context.recorder.record("name-lookup", { ...lookup, ...found }, details);
    const config = { ...base, nameservers: [one.address, other.address] };
    expect(await surveyResolvers({ name, config, types: ["A", "AAAA"] }, context)).toEqual(["192.0.2.9"]);
  });

  test("asks nothing where the hosts file has answered and the request has passed", async () => {
    await using server = await serveDns(good);
    const context = contextOf();
    const details = {
      boundary: "dns",
      by: "probe",
      purpose: "reference",
      observedAt: 0,
      took: 1,
      command: "",
    } as const;
    const lookup = {
      name,
      rules: "glibc",
      outcome: "resolved",
      error: null,
      source: "files",
      took: 1,
    } as const;
    context.recorder.record(
      "name-lookup",
      { ...lookup, addresses: ["192.0.2.1"], answeredName: null, canonicalName: null, questions: [] },
      details,
    );
    const phases = { lookup: 1, connect: 1, tls: null, firstByte: null, transfer: null };
    context.recorder.record(
      "attempt",
      {
        number: 1,
        answeredProperly: true,
        failedAt: null,
        address: "192.0.2.1",
        port: 443,
        took: 1,
        phases,
        status: 200,
        steps: [],
      },
      details,
    );
    await surveyResolvers(
      { name, config: { ...base, nameservers: [server.address] }, types: ["A"] },
      context,
    );
    expect(server.asked).toEqual([]);
  });
});

const soa = { name: "example", type: "SOA", data: "ns.example root.example 7 1 1 1 30", ttl: 300 };

describe("askAuthorities()", () => {
  /** A resolver (recursion desired) and the zone's authority (not desired) behind one address. */
  const zone =
    (resolver: DnsAnswer, authority: DnsAnswer): Answer =>
    (question) => {
      const isResolver = question.recursionDesired;
      if (question.type === "SOA") {
        const answers = question.name === "example" ? [soa] : [];
        return { answers, authorities: answers.length > 0 ? [] : [soa], authoritative: !isResolver };
      }
      if (question.type === "NS") return { answers: [{ name: "example", type: "NS", data: "ns.example" }] };
      if (question.name === "ns.example") {
        return question.type === "A"
          ? { answers: [{ name: "ns.example", type: "A", data: "127.0.0.1" }] }
          : {};
      }
      return isResolver ? resolver : authority;
    };

  async function ask(answer: Answer) {
    await using server = await serveDns(answer);
    const config = { ...base, nameservers: [server.address] };
    const { value } = await askAuthorities({ name, type: "A", config }, contextOf());
    return value;
  }

  const fresh = { answers: [{ name, type: "A", data: "192.0.2.2" }], authoritative: true };

  test("finds the zone by its SOA, its servers by NS, and their word without recursion", async () => {
    expect(await ask(zone({ rcode: 3 }, fresh))).toMatchObject({
      from: "ns-records",
      answer: { rcode: "NOERROR", addresses: ["192.0.2.2"], data: ["192.0.2.2"] },
      negativeTtl: 30,
      lameServers: [],
      authoritiesDisagree: false,
      steps: [{ zone: "example", outcome: "answer" }],
    });
  });

  test("goes down by referrals where the resolver tells of no zone but one above", async () => {
    const root = { name: ".", type: "SOA", data: "ns.example root.example 7 1 1 1 30", ttl: 300 };
    const referral: DnsAnswer = {
      authorities: [{ name: "example", type: "NS", data: "ns.example" }],
      additionals: [{ name: "ns.example", type: "A", data: "127.0.0.1" }],
    };
    let asked = 0;
    const answer: Answer = (question) => {
      const { recursionDesired, type } = question;
      if (recursionDesired && type === "SOA")
        return question.name === "example" ? { authorities: [root] } : {};
      if (recursionDesired && type === "NS")
        return { answers: [{ name: ".", type: "NS", data: "ns.example" }] };
      if (recursionDesired) return zone({}, fresh)(question);
      if (type === "SOA") return { answers: [soa], authoritative: true };
      asked += 1;
      return asked === 1 ? referral : fresh;
    };
    expect(await ask(answer)).toMatchObject({
      answer: { addresses: ["192.0.2.2"] },
      steps: [
        { zone: ".", outcome: "referral" },
        { zone: "example", outcome: "answer" },
      ],
    });
    // Referred to the same zone again and again: that leads nowhere.
    asked = Number.NEGATIVE_INFINITY;
    const forEver: Answer = (question) =>
      question.recursionDesired || question.type === "SOA" ? answer(question) : referral;
    expect(await ask(forEver)).toMatchObject({ answer: null });
  });

  test("reads the serial of a denial", async () => {
    const trace = await ask(zone({}, { rcode: 3, authorities: [soa], authoritative: true }));
    expect(trace.answer).toMatchObject({ rcode: "NXDOMAIN", serial: 7 });
  });

  test("a server that answers without authority is lame, and no word", async () => {
    expect(await ask(zone({}, { rcode: 5 }))).toMatchObject({
      answer: null,
      lameServers: ["ns.example 127.0.0.1"],
      steps: [{ outcome: "refused" }],
    });
  });

  test("no resolver, no word", async () => {
    const gone = await serveDns(() => null);
    await gone[Symbol.asyncDispose]();
    const config = { ...base, nameservers: [gone.address] };
    const { value } = await askAuthorities({ name, type: "A", config }, contextOf());
    expect(value).toMatchObject({ answer: null, steps: [] });
  });
});
