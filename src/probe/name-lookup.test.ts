import { describe, expect, test } from "vitest";
import { type AskedQuestion, type DnsAnswer, serveDns } from "../../test/dns-server.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder, type ResolverConfig } from "../evidence/index.ts";
import { type LookupRequest, lookUpName, parseResolverConfig } from "./index.ts";

const base = parseResolverConfig({
  resolvConf: "",
  nsswitch: null,
  libc: "glibc",
  hostname: null,
  overrides: [],
});

const a = (name: string, data = "127.0.0.2"): DnsAnswer => ({ answers: [{ name, type: "A", data }] });
const negative: DnsAnswer = { rcode: 3 };

/** A name that has an A record; its AAAA is NODATA, and nothing else exists. */
const only =
  (known: string) =>
  ({ name, type }: AskedQuestion): DnsAnswer =>
    name !== known ? negative : type === "A" ? a(name) : {};

interface Given {
  readonly servers: readonly ((question: AskedQuestion) => DnsAnswer | null)[];
  readonly name?: string;
  readonly config?: Partial<ResolverConfig>;
  readonly request?: Partial<LookupRequest>;
  readonly timeout?: number;
}

/** One look-up against servers of this test; the first of them is the first nameserver. */
async function lookUp({ servers, name = "www.example", config = {}, request = {}, timeout = 5_000 }: Given) {
  await using stack = new AsyncDisposableStack();
  const opened = await Promise.all(servers.map(serveDns));
  for (const server of opened) stack.use(server);
  const context = {
    clock: systemClock,
    signal: new AbortController().signal,
    timeout,
    recorder: createRecorder("client"),
    purpose: "reference" as const,
    attempt: 1,
  };
  const nameservers = opened.map(({ address }) => address);
  const full = { ...base, nameservers, timeoutSeconds: 1, attempts: 1, ...config };
  const { value } = await lookUpName(
    { name, families: [4, 6], config: full, hostsFile: null, rules: "glibc", ...request },
    context,
  );
  return {
    value,
    asked: opened.map((server) => server.asked.map(({ name, type }) => `${name} ${type}`)),
    context,
  };
}

describe.concurrent("lookUpName() by the rules of glibc", () => {
  test("asks for A and AAAA once, and records both exchanges and the look-up", async () => {
    const { value, asked, context } = await lookUp({ servers: [only("www.example")] });
    expect(value).toMatchObject({
      outcome: "resolved",
      source: "dns",
      addresses: ["127.0.0.2"],
      answeredName: "www.example",
    });
    expect(asked[0]?.toSorted()).toEqual(["www.example A", "www.example AAAA"]);
    expect(context.recorder.evidence.map(({ kind, purpose, attempt }) => [kind, purpose, attempt])).toEqual([
      ["dns-exchange", "reference", 1],
      ["dns-exchange", "reference", 1],
      ["name-lookup", "reference", 1],
    ]);
    expect(value.questions.map(({ exchange }) => exchange)).toEqual(["e1", "e2"]);
  });

  test("goes through the search list before the name", async () => {
    const { value, asked } = await lookUp({
      servers: [only("www.example")],
      config: { search: ["a", "b"], ndots: 5 },
    });
    expect(value.answeredName).toBe("www.example");
    expect([...new Set(asked[0]?.map((text) => text.split(" ")[0]))]).toEqual([
      "www.example.a",
      "www.example.b",
      "www.example",
    ]);
  });

  test("takes a wildcard under a suffix for an answer, as the C library does", async () => {
    const wild = ({ type }: AskedQuestion) => (type === "A" ? a("www.example.a") : {});
    const { value } = await lookUp({ servers: [wild], config: { search: ["a"], ndots: 5 } });
    expect(value).toMatchObject({ outcome: "resolved", answeredName: "www.example.a" });
  });

  test("waits the configured time for a silent first server, then asks the next", async () => {
    const { value } = await lookUp({ servers: [() => null, only("www.example")] });
    expect(value.outcome).toBe("resolved");
    expect(value.took).toBeGreaterThan(990);
    expect(value.questions.map(({ outcome }) => outcome)).toEqual([
      "silent",
      "silent",
      "addresses",
      "no-data",
    ]);
  });

  test.each([
    ["SERVFAIL", 2, "servfail"],
    ["REFUSED", 5, "refused"],
    ["NOTIMP", 4, "other-rcode"],
  ])("asks the next server after %s", async (_, rcode, outcome) => {
    const { value } = await lookUp({ servers: [() => ({ rcode }), only("www.example")] });
    expect(value.outcome).toBe("resolved");
    expect(value.questions[0]?.outcome).toBe(outcome);
  });

  test("does not ask the next server after NXDOMAIN", async () => {
    const { value, asked } = await lookUp({ servers: [() => negative, only("www.example")] });
    expect(value).toMatchObject({ outcome: "no-such-name", error: "EAI_NONAME" });
    expect(asked[1]).toEqual([]);
  });

  test("asks over TCP after a cut answer", async () => {
    const cut = (question: AskedQuestion) =>
      question.transport === "udp" ? { truncated: true } : only("www.example")(question);
    const { value } = await lookUp({ servers: [cut] });
    expect(value).toMatchObject({ outcome: "resolved", addresses: ["127.0.0.2"] });
  });

  test("asks again one by one after the answer to AAAA came and that to A was lost", async () => {
    let lost = 0;
    const lossy = (question: AskedQuestion) => {
      if (question.type === "A" && lost === 0) {
        lost += 1;
        return null;
      }
      return only("www.example")(question);
    };
    const { value, asked } = await lookUp({ servers: [lossy] });
    expect(value.outcome).toBe("resolved");
    expect(asked[0]).toEqual(["www.example A", "www.example AAAA", "www.example A", "www.example AAAA"]);
  });

  test("a denial of AAAA is no answer while A stays lost", async () => {
    const lossy = (question: AskedQuestion) => (question.type === "A" ? null : only("www.example")(question));
    const { value } = await lookUp({ servers: [lossy] });
    expect(value).toMatchObject({ outcome: "no-answer", error: "EAI_AGAIN" });
  });

  test("tells NODATA from NXDOMAIN", async () => {
    const { value } = await lookUp({ servers: [() => ({})] });
    expect(value).toMatchObject({ outcome: "no-address", error: "EAI_NODATA" });
  });

  test("nobody there is told at once, and SERVFAIL everywhere is no silence", async () => {
    const gone = await serveDns(() => null);
    await gone[Symbol.asyncDispose]();
    const refused = await lookUp({
      servers: [],
      config: { nameservers: [gone.address], search: ["a", "b"] },
    });
    expect(refused.value).toMatchObject({ outcome: "no-answer", error: "EAI_AGAIN" });
    expect(refused.value.took).toBeLessThan(900);
    const failed = await lookUp({ servers: [() => ({ rcode: 2 })] });
    expect(failed.value.outcome).toBe("failed");
  });

  test("the context's time ends it", async () => {
    const { value } = await lookUp({
      servers: [() => null],
      config: { timeoutSeconds: 5, attempts: 2 },
      timeout: 100,
    });
    expect(value.outcome).toBe("no-answer");
    expect(value.took).toBeLessThan(1_000);
  });

  test("the hosts file goes before DNS, and only for its own name", async () => {
    const hostsFile = { name: "www.example", addresses: ["127.0.0.9"], lines: [3] };
    const { value, asked } = await lookUp({ servers: [only("www.example")], request: { hostsFile } });
    expect(value).toMatchObject({ source: "files", addresses: ["127.0.0.9"], questions: [] });
    expect(asked[0]).toEqual([]);
    const other = await lookUp({ servers: [only("b.example")], name: "b.example", request: { hostsFile } });
    expect(other.value.source).toBe("dns");
  });

  test("a source that nobody can emulate is a gap, only where nothing else answers", async () => {
    const config = { sources: ["files", "sss", "dns"] };
    const answered = await lookUp({ servers: [only("www.example")], config });
    expect(answered.context.recorder.gaps).toEqual([]);
    const denied = await lookUp({ servers: [() => negative], config });
    expect(denied.context.recorder.gaps.map(({ reason }) => reason)).toEqual(["not-supported"]);
  });

  test("what other sources know is found where DNS denies the name", async () => {
    const config = { sources: ["files", "dns", "myhostname"] };
    const askOthers = async () => ["127.0.1.1", "::1"];
    const { value } = await lookUp({ servers: [() => negative], config, request: { askOthers } });
    expect(value).toMatchObject({ outcome: "resolved", source: "other" });
  });

  test.each([
    ["a literal", "192.0.2.7", { outcome: "resolved", source: "literal", addresses: ["192.0.2.7"] }],
    ["an impossible name", "a..b", { outcome: "no-such-name", questions: [] }],
  ])("%s needs no server", async (_, name, expected) => {
    const { value, asked } = await lookUp({ servers: [() => null], name });
    expect(value).toMatchObject(expected);
    expect(asked[0]).toEqual([]);
  });
});

describe.concurrent("lookUpName() by the rules of musl", () => {
  const musl = { rules: "musl" as const };

  test("takes the first usable answer of all servers, so that a dead one does not show", async () => {
    const { value } = await lookUp({ servers: [() => null, only("www.example")], request: musl });
    expect(value.outcome).toBe("resolved");
    expect(value.took).toBeLessThan(900);
  });

  test("waits on after SERVFAIL, and says so in the end", async () => {
    const { value } = await lookUp({ servers: [() => ({ rcode: 2 })], request: musl });
    expect(value).toMatchObject({ outcome: "failed", error: "EAI_AGAIN" });
    expect(value.took).toBeGreaterThan(990);
  });

  test("stops the search at NODATA", async () => {
    const { value, asked } = await lookUp({
      servers: [({ name }) => (name === "www.a" ? {} : negative)],
      name: "www",
      config: { search: ["a", "b"] },
      request: musl,
    });
    expect(value.outcome).toBe("no-address");
    expect(asked[0]?.some((text) => text.startsWith("www.b"))).toBe(false);
  });
});
