import { describe, expect, test } from "vitest";
import { type AskedQuestion, type DnsAnswer, serveDns } from "../../test/dns-server.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder, type Evidence } from "../evidence/index.ts";
import { askDrawnNames, parseResolverConfig } from "./index.ts";

const base = parseResolverConfig({
  resolvConf: "",
  nsswitch: null,
  libc: "glibc",
  hostname: null,
  overrides: [],
});

const name = "www.example";
type Answer = (question: AskedQuestion) => DnsAnswer | null;

const give = (question: AskedQuestion, data: string): DnsAnswer =>
  question.type === "A" ? { answers: [{ name: question.name, type: "A", data }] } : {};
const nxdomain = { rcode: 3 };

/** What resolvers of this test are found to say of drawn names, beside the authority's word. */
async function ask(
  answers: readonly Answer[],
  authority?: { from: "ns-records" | "resolver"; address: string },
) {
  await using stack = new AsyncDisposableStack();
  const servers = await Promise.all(answers.map(serveDns));
  for (const server of servers) stack.use(server);
  const recorder = createRecorder("client");
  const context = {
    clock: systemClock,
    signal: new AbortController().signal,
    timeout: 150,
    recorder,
    purpose: "difference" as const,
  };
  const beforeJudging = async () => {
    if (authority === undefined) return;
    const answer = { rcode: "NOERROR", addresses: [authority.address], data: [authority.address], serial: 1 };
    recorder.record(
      "dns-trace",
      {
        name,
        type: "A",
        from: authority.from,
        steps: [],
        answer,
        negativeTtl: null,
        lameServers: [],
        authoritiesDisagree: false,
      },
      { boundary: "dns", by: "probe", purpose: "difference", observedAt: 0, took: 0, command: "dig" },
    );
  };
  const config = { ...base, nameservers: servers.map(({ address }) => address) };
  const records = await askDrawnNames({ name, types: ["A", "AAAA"], config, beforeJudging }, context);
  return {
    values: records.map(({ value }) => value),
    asked: servers.map((server) => server.asked),
    exchanges: recorder.evidence.filter(
      (record): record is Evidence<"dns-exchange"> => record.kind === "dns-exchange",
    ),
  };
}

describe.concurrent("askDrawnNames()", () => {
  test("finds the resolver that has one address for every name", async () => {
    const { values } = await ask([(question) => give(question, "192.0.2.9")]);
    expect(values).toMatchObject([
      {
        addresses: ["192.0.2.9"],
        inventsAddresses: true,
        targetGetsSame: true,
        othersGiveSame: null,
      },
    ]);
  });

  test("tells a wildcard for what does not exist from a name that does", async () => {
    const { values } = await ask([
      (question) => give(question, question.name === name ? "192.0.2.1" : "192.0.2.9"),
    ]);
    expect(values).toMatchObject([{ inventsAddresses: true, targetGetsSame: false }]);
  });

  test("finds nothing with a resolver that keeps to the standard, and asks it little", async () => {
    const { values, asked } = await ask([
      (question) => (question.name === name ? give(question, "192.0.2.1") : nxdomain),
    ]);
    expect(values).toMatchObject([{ inventsAddresses: false, addresses: [], targetGetsSame: false }]);
    expect(asked[0]).toHaveLength(6);
    expect(asked[0]?.filter((question) => question.name.endsWith(".invalid"))).toHaveLength(4);
  });

  test("says nothing of a silent resolver", async () => {
    const { values } = await ask([() => null]);
    expect(values).toMatchObject([{ answered: 0, inventsAddresses: null, targetGetsSame: null }]);
  });

  test.each<[string, string, boolean]>([
    ["the same", "192.0.2.9", true],
    ["another address", "192.0.2.1", false],
  ])("compares with an honest resolver that gives %s", async (_, address, same) => {
    const { values } = await ask([
      (question) => give(question, "192.0.2.9"),
      (question) => (question.name === name ? give(question, address) : nxdomain),
    ]);
    expect(values[0]).toMatchObject({ inventsAddresses: true, targetGetsSame: true, othersGiveSame: same });
  });

  test.each<["ns-records" | "resolver", string, boolean | null]>([
    ["ns-records", "192.0.2.9", true],
    ["ns-records", "192.0.2.1", false],
    ["resolver", "192.0.2.9", null],
  ])("compares with the authority's word from %s: %s", async (from, address, same) => {
    const { values } = await ask([(question) => give(question, "192.0.2.9")], { from, address });
    expect(values[0]).toMatchObject({ othersGiveSame: same });
  });

  test("draws other names each time", async () => {
    const [one, other] = await Promise.all([ask([() => nxdomain]), ask([() => nxdomain])]);
    const names = [...one.values, ...other.values].flatMap((value) => value.names);
    expect(new Set(names).size).toBe(4);
  });
});
