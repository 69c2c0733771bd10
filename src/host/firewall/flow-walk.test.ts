import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asObject, type Json, parseJson } from "../json.ts";
import { parseDevicesOfChains, withDevices } from "./chain-devices.ts";
import type { FlowEnds } from "./flow-packets.ts";
import { type Host, type Routed, stopsOfAnswerBy, stopsWhenEstablished, walkFlow } from "./flow-walk.ts";
import { legacyChains, parseSave, together, withSaved } from "./iptables-save.ts";
import { parseNft, type Ruleset } from "./ruleset.ts";

/** What a real kernel did with real packets under a real ruleset, and what it was asked on the way. */
interface Recorded {
  readonly prints: Readonly<Record<string, string>>;
  readonly flows: readonly {
    readonly ends: FlowEnds;
    readonly own: readonly string[];
    readonly routes: Readonly<Record<string, Routed>>;
    readonly inputs: Readonly<Record<string, string | null>>;
    readonly world: Readonly<Record<string, string | null>>;
    /** Whether the first packet, and its answer, passed. `null`: not seen. */
    readonly kernel: { readonly forward: boolean | null; readonly back: boolean | null };
    readonly said: { readonly forward: boolean | null; readonly back: boolean | null };
    readonly matches: readonly string[];
  }[];
}

const folder = new URL("./fixtures/", import.meta.url);
const recorded = readdirSync(folder).map((name) => ({
  name: name.replace(".json", ""),
  // The files are written from this very type.
  ruleset: JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Recorded,
}));

function rulesetOf({ prints }: Recorded): Ruleset {
  const nft = parseNft(parseJson(prints["nft -j list ruleset"] ?? "{}"));
  const [four, six] = [prints["iptables-nft-save"], prints["ip6tables-nft-save"]];
  const withFour = nft === null || four === undefined ? nft : withSaved(nft, parseSave(four, 4), "ip");
  const whole =
    withFour === null || six === undefined ? withFour : withSaved(withFour, parseSave(six, 6), "ip6");
  const listed = prints["nft list chains"];
  const located = whole === null || listed === undefined ? whole : withDevices(whole, listed);
  return together(located, legacyChains(parseSave(prints["iptables-legacy-save -c"] ?? "", 4), 4));
}

const hostOf = ({ own, routes, inputs, world }: Recorded["flows"][number]): Host => ({
  isBridge: () => false,
  devices: [],
  isOwn: (address) => address.startsWith("127.") || own.includes(address),
  route: ({ source, destination, input }) =>
    Promise.resolve(
      routes[`${source.address} ${destination.address} ${input}`] ?? { to: "unknown", device: null },
    ),
  inputOf: ({ source, destination }) =>
    Promise.resolve(inputs[`${source.address} ${destination.address}`] ?? null),
  world: {
    addressType: (address) => world[`addressType ${address}`] ?? null,
    ownerOf: (address) => world[`ownerOf ${address}`] ?? null,
    deviceTowards: (address) => {
      const device = world[`deviceTowards ${address}`];
      return device === "?" ? undefined : device;
    },
    addressOn: (device, family) => world[`addressOn ${device} ${family}`] ?? null,
  },
});

const agrees = (said: boolean | null, kernel: boolean | null): boolean =>
  said === null || kernel === null || said === kernel;

describe.each(recorded)("walkFlow() does with the packets of $name what the kernel does", ({ ruleset }) => {
  const rules = rulesetOf(ruleset);
  const named = ruleset.flows.map((flow) => ({
    flow,
    title: `${flow.ends.client} to ${flow.ends.server} port ${flow.ends.port} by ${flow.ends.protocol}`,
  }));
  test.each(named)("$title", async ({ flow }) => {
    const { passes, matches } = await walkFlow(rules, hostOf(flow), flow.ends);
    const byTool = [passes("nft"), passes("iptables-legacy")];
    const both = (way: "forward" | "back") => {
      const said = byTool.map((tool) => tool[way]);
      return said.includes(false) ? false : said.includes(null) ? null : true;
    };
    const said = { forward: both("forward"), back: both("back") };
    expect(agrees(said.forward, flow.kernel.forward)).toBe(true);
    expect(agrees(said.back, flow.kernel.back)).toBe(true);
    expect(said).toEqual(flow.said);
    const told = matches.map(({ way, hook, chain, verdict, isCertain, newDestination }) => {
      const to = newDestination === null ? "" : ` ${newDestination.address}:${newDestination.port}`;
      return `${way} ${hook} ${chain} ${verdict} ${isCertain}${to}`;
    });
    expect(told).toEqual(flow.matches);
  });
});

const ends: FlowEnds = {
  client: "192.0.2.1",
  clientPort: null,
  server: "198.51.100.1",
  port: 80,
  protocol: "tcp",
};

/** A router between both ends. */
const router: Host = {
  isBridge: () => false,
  devices: [],
  isOwn: () => false,
  route: ({ destination }) =>
    Promise.resolve({ to: "onward", device: destination.address === ends.client ? "eth0" : "eth1" }),
  inputOf: ({ source }) => Promise.resolve(source.address === ends.client ? "eth0" : "eth1"),
  world: {
    addressType: () => "unicast",
    ownerOf: () => null,
    deviceTowards: () => undefined,
    addressOn: () => "203.0.113.1",
  },
};

const forwardChain = (rules: readonly (readonly Json[])[], policy = "accept"): Json => ({
  nftables: [
    { table: { family: "ip", name: "t", handle: 1 } },
    {
      chain: {
        family: "ip",
        table: "t",
        name: "f",
        handle: 1,
        type: "filter",
        hook: "forward",
        prio: 0,
        policy,
      },
    },
    { chain: { family: "ip", table: "t", name: "other", handle: 2 } },
    ...rules.map((expr, index) => ({
      rule: { family: "ip", table: "t", chain: "f", handle: 10 + index, expr },
    })),
  ],
});

async function judge(rules: readonly (readonly Json[])[], policy?: string) {
  const ruleset = parseNft(forwardChain(rules, policy));
  if (ruleset === null) throw new Error("the ruleset is one");
  const { passes, matches } = await walkFlow(ruleset, router, ends);
  return { passes: passes("nft"), matches };
}

const dport = (port: number): Json => ({
  match: { op: "==", left: { payload: { protocol: "tcp", field: "dport" } }, right: port },
});

test("a rule with an expression that is not known has no known verdict", async () => {
  const { passes, matches } = await judge([
    [{ match: { op: "==", left: { novel: {} }, right: 1 } }, { drop: null }],
  ]);
  expect(passes.forward).toBe(null);
  expect(matches[0]).toMatchObject({ verdict: "unknown", isCertain: false });
});

test("a rule that hangs on a rate is not certain, and keeps its verdict", async () => {
  const { passes, matches } = await judge([
    [{ limit: { rate: 3, per: "second", burst: 5 } }, { drop: null }],
  ]);
  expect(passes.forward).toBe(null);
  expect(matches[0]).toMatchObject({ verdict: "drop", isCertain: false });
});

test("after a perhaps that drops, a drop is certain all the same", async () => {
  const { passes, matches } = await judge([[{ limit: null }, { drop: null }], [{ drop: null }]]);
  expect(passes.forward).toBe(false);
  expect(matches.map(({ isCertain }) => isCertain).slice(0, 2)).toEqual([false, true]);
});

test("after a perhaps that rejects, a drop is not certain, but that nothing passes is", async () => {
  const { passes, matches } = await judge([[{ limit: null }, { reject: null }], [{ drop: null }]]);
  expect(passes.forward).toBe(false);
  expect(matches[1]).toMatchObject({ verdict: "drop", isCertain: false });
});

test("a jump to a chain that is not there is not known", async () => {
  const { passes } = await judge([[{ jump: { target: "nowhere" } }]]);
  expect(passes.forward).toBe(null);
});

test("a chain that jumps to itself comes to an end", async () => {
  const { passes } = await judge([[{ jump: { target: "f" } }], [{ jump: { target: "f" } }]]);
  expect(passes.forward).toBe(null);
});

test("a rule for another port leaves no match", async () => {
  expect(await judge([[dport(81), { drop: null }]])).toEqual({
    passes: { forward: true, back: true },
    matches: [],
  });
});

const statement = fc.oneof(
  fc.constantFrom<Json>(
    { accept: null },
    { drop: null },
    { reject: null },
    { return: null },
    { counter: null },
  ),
  fc.constantFrom<Json>(
    { limit: null },
    { notrack: null },
    { jump: { target: "other" } },
    { goto: { target: "f" } },
  ),
  fc.integer({ min: 78, max: 82 }).map(dport),
);

test("a rule behind a verdict that takes every packet changes nothing", async () => {
  const terminal = fc.constantFrom<Json>({ accept: null }, { drop: null }, { reject: { type: "tcp reset" } });
  const rules = fc.array(fc.array(statement, { maxLength: 4 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rules, terminal, rules, async (before, end, after) => {
      // Jumps back to the chain's own head walk what is behind as well.
      const noLoop = before.filter((rule) => !rule.some((one) => asObject(one)["goto"] !== undefined));
      expect(await judge([...noLoop, [end], ...after])).toEqual(await judge([...noLoop, [end]]));
    }),
    { numRuns: 200 },
  );
});

test("whatever JSON stands for a ruleset, the walk ends and throws nothing", async () => {
  const json = fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>;
  const word = fc.constantFrom(
    ..."match vmap dnat snat redirect masquerade mangle set meter map payload meta ct fib & | ^ concat prefix range elem reject limit xt jhash exthdr".split(
      " ",
    ),
  );
  const semi = fc.dictionary(word, fc.oneof(json, fc.dictionary(word, json) as fc.Arbitrary<Json>), {
    maxKeys: 2,
  }) as fc.Arbitrary<Json>;
  const matching = fc
    .record({ op: fc.constantFrom("==", "!=", "in", "!", "<", ">"), left: semi, right: fc.oneof(json, semi) })
    .map((match): Json => ({ match }));
  const shaped = fc.array(fc.array(fc.oneof(semi, matching, statement), { maxLength: 4 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(json, shaped, async (any, rules) => {
      parseNft(any);
      parseNft({ nftables: [any, { rule: any }, { chain: any }, { set: any }] });
      await judge(rules);
    }),
    { numRuns: 300 },
  );
});

test("expressions nested without end are not followed", async () => {
  let deep: Json = 1;
  for (let level = 0; level < 20_000; level += 1) deep = { "|": [deep] };
  expect((await judge([[deep, { drop: null }]])).passes.forward).toBe(null);
});

test("whatever text stands for iptables-save or nft list, nothing is thrown", () => {
  const option = fc.constantFrom(
    "-A f",
    "-s",
    "!",
    "-j",
    "DNAT",
    "--to-destination",
    "[::1]:80",
    '"',
    "-m mark",
    "0x1/0x",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(option, fc.string()), { maxLength: 12 }), (words) => {
      const line = words.join(" ");
      parseSave(`*filter\n:f ACCEPT [0:0]\n-A f ${line}\n${line}`, 4);
      parseSave(`*nat\n:f - [0:0]\n-A f ${line}`, 6);
      parseDevicesOfChains(
        `table netdev t {\n chain c {\n type filter hook ingress device ${line} priority 0;\n${line}`,
      );
    }),
  );
});

test("parseDevicesOfChains() reads one interface and several", () => {
  const text = `table netdev guard {
	chain in {
		type filter hook ingress device "eth0" priority -500; policy accept;
	}
	chain more {
		type filter hook egress devices = { "eth0", lo } priority 0; policy accept;
	}
}`;
  expect([...parseDevicesOfChains(text)]).toEqual([
    ["netdev guard in", ["eth0"]],
    ["netdev guard more", ["eth0", "lo"]],
  ]);
});

describe("rules for packets of a connection that stands", () => {
  const stops = async (rules: readonly (readonly Json[])[], policy?: string) => {
    const ruleset = parseNft(forwardChain(rules, policy));
    if (ruleset === null) throw new Error("the ruleset is one");
    return stopsWhenEstablished(ruleset, router, ends);
  };
  const inState = (state: string): Json => ({
    match: { op: "in", left: { ct: { key: "state" } }, right: state },
  });
  const reset: Json = { reject: { type: "tcp reset" } };

  test("reset them both ways where they ask for established ones", async () => {
    const found = await stops([[inState("established"), reset]]);
    expect(found.map(({ way, verdict, isCertain }) => `${way} ${verdict} ${isCertain}`)).toEqual([
      "forward reject-reset true",
      "back reject-reset true",
    ]);
  });

  test("do not touch them where they ask for new ones, or pass established ones before", async () => {
    expect(await stops([[inState("new"), reset]])).toEqual([]);
    expect(await stops([[inState("established"), { accept: null }]], "drop")).toEqual([]);
  });

  test("are not certain where they ask for what the packet holds or the connection has moved", async () => {
    const bytes: Json = { match: { op: ">", left: { ct: { key: "bytes" } }, right: 1000 } };
    expect((await stops([[bytes, reset]])).map(({ isCertain }) => isCertain)).toEqual([false, false]);
  });
});

test("an answer is stopped by the reverse path filter of a ruleset where it comes in by another interface", async () => {
  const missing: Json = {
    match: { op: "==", left: { fib: { result: "oif", flags: ["saddr", "iif"] } }, right: false },
  };
  const ruleset = parseNft({
    nftables: [
      { table: { family: "inet", name: "t", handle: 1 } },
      {
        chain: {
          family: "inet",
          table: "t",
          name: "p",
          handle: 1,
          type: "filter",
          hook: "prerouting",
          prio: -300,
          policy: "accept",
        },
      },
      { rule: { family: "inet", table: "t", chain: "p", handle: 4, expr: [missing, { drop: null }] } },
    ],
  });
  if (ruleset === null) throw new Error("the ruleset is one");
  const host: Host = {
    ...router,
    isOwn: (address) => address === ends.client,
    world: { ...router.world, deviceTowards: () => "eth0" },
  };
  const by = (device: string) => stopsOfAnswerBy(ruleset, host, { ends, device });
  expect((await by("eth1")).map(({ verdict }) => verdict)).toEqual(["drop"]);
  expect(await by("eth0")).toEqual([]);
});

test("a policy tells how many rules before it may let a packet pass", async () => {
  const passing = async (rules: readonly (readonly Json[])[]) =>
    (await judge(rules, "drop")).matches.find(({ isPolicy }) => isPolicy)?.passingRules;
  expect(await passing([])).toBe(0);
  expect(await passing([[dport(1), { counter: null }, { drop: null }]])).toBe(0);
  expect(await passing([[dport(1), { accept: null }]])).toBe(1);
});
