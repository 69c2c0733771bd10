import { describe, expect, test } from "vitest";
import {
  attempted,
  connect,
  listener,
  refusal,
  silence,
  told,
  unreachable,
} from "../../../test/tcp-records.ts";
import {
  decision,
  firewall,
  good,
  listening,
  neighbourAt,
  pathProbe,
  routesOf,
  rule,
  SERVER,
  seenAt,
  settings,
  tables,
  way,
} from "../../../test/way-records.ts";
import type { Evidence, LocalRoute } from "../../evidence/index.ts";
import { judge } from "../judge.ts";
import { causes } from "./index.ts";

/** The first broken and its place, with `!` where it is proven. */
function verdictOf(evidence: readonly Evidence[]): string {
  const root = judge([told(), attempted(), ...evidence], causes)?.root;
  return root == null ? "nothing" : `${root.cause.id}${root.proven ? "!" : ""} at ${root.at}`;
}

const via = (destination: string, gateway: string, device = "eth1"): LocalRoute => ({
  destination,
  gateway,
  device,
  metric: 0,
  type: "unicast",
});
const BEHIND = "203.0.113.2";
const dnat = rule({
  hook: "prerouting",
  table: "nat",
  chain: "prerouting",
  rule: "tcp dport 80 dnat to 203.0.113.2:8080",
  verdict: "dnat",
  newDestination: { address: BEHIND, port: 8080 },
});
const policy = rule({ rule: "policy drop", handle: null, isPolicy: true });
const masquerade = rule({ hook: "postrouting", table: "nat", verdict: "masquerade", rule: "masquerade" });
const refused = (host: "r1" | "r2", outcome: "no-route" | "blackhole" | "unreachable" | "prohibit") =>
  way({ there: { [host]: decision(host, { outcome, device: null, inputInterface: "eth0" }) } });
const full = (vantage: string, entries: number, drop: number, purpose: "freeze" | "thaw") => [
  seenAt(
    vantage,
    "process-limits",
    {
      openFiles: { used: 20, soft: 1024, hard: 4096 },
      systemFiles: null,
      conntrack: { entries, limit: 100 },
    },
    purpose,
  ),
  seenAt(vantage, "kernel-counters", { counters: { nf_conntrack_drop: drop } }, purpose),
];
/** The target's address is the edge's, which sends the flow on to the host behind. */
const portForward = [
  routesOf("client"),
  routesOf("r1", [], { otherAddresses: [SERVER] }),
  routesOf("r2"),
  good.there.client(),
  firewall("r1", [dnat]),
  decision("r1", { destination: BEHIND, device: "eth1", inputInterface: "eth0" }),
];

describe("what a host on the way says of itself is the verdict, at that host", () => {
  test.each<[string, readonly Evidence[]]>([
    ["firewall-drops! at r1", [...way(), firewall("r1", [rule()]), silence()]],
    ["firewall-drops! at server", [...way(), firewall("server", [rule({ hook: "input" })]), silence()]],
    ["firewall-drops! at r2", [...way(), firewall("r2", [rule({ way: "back" })]), silence()]],
    [
      "firewall-drops! at r1",
      [
        ...way(),
        firewall("r1", [
          policy,
          rule({ way: "back", verdict: "accept", rule: "ct state established accept" }),
        ]),
        silence(),
      ],
    ],
    ["firewall-rejects! at r1", [...way(), firewall("r1", [rule({ verdict: "reject-reset" })]), refusal()]],
    [
      "local-firewall-blocks! at client",
      [...way(), firewall("client", [rule({ hook: "output" })]), silence()],
    ],
    ["router-not-forwarding! at r1", [...way(), settings("r1", false), silence()]],
    [
      "router-not-forwarding! at r2",
      [...refused("r2", "unreachable"), settings("r2", false), settings("r1", true), silence()],
    ],
    ["router-not-forwarding! at r1", [...way(), firewall("r1", [policy], { rulesSeen: 0 }), silence()]],
    ["no-route! at r1", [...refused("r1", "no-route"), unreachable(2, { icmpErrorsIn: 1 }, "EHOSTUNREACH")]],
    ["route-blackholed! at r2", [...refused("r2", "blackhole"), silence()]],
    [
      "route-blackholed! at r2",
      [...refused("r2", "prohibit"), connect({ outcome: "prohibited", errno: "EHOSTUNREACH" })],
    ],
    ["neighbour-unresolved! at r2", [...way(), silence(), neighbourAt("r2", SERVER, "incomplete")]],
    ["gateway-unreachable! at r1", [...way(), silence(), neighbourAt("r1", "203.0.113.2", "incomplete")]],
    [
      "routing-loop! at r2",
      [...way({ there: { r2: decision("r2", { gateway: "203.0.113.1", device: "eth0" }) } }), silence()],
    ],
    [
      "return-route-missing! at server",
      [
        ...way({ back: { server: decision("server", { way: "back", outcome: "no-route", device: null }) } }),
        silence(),
      ],
    ],
    [
      "return-route-missing! at r2",
      [
        ...way({ back: { r2: decision("r2", { way: "back", outcome: "blackhole", device: null }) } }),
        silence(),
      ],
    ],
    [
      "asymmetric-path-dropped! at server",
      [
        ...way({
          back: { server: decision("server", { way: "back", gateway: "192.0.2.1", device: "eth9" }) },
        }),
        settings("server", false, { eth0: { rpFilter: 1 } }),
        silence(),
      ],
    ],
    [
      "conntrack-table-full! at r1",
      [...way(), ...full("r1", 100, 0, "freeze"), silence(), ...full("r1", 100, 9, "thaw")],
    ],
    [
      "nat-ports-exhausted! at r1",
      [
        ...way(),
        firewall("r1", [masquerade]),
        ...tables("r1", { statistics: { insert_failed: 2 } }, { statistics: { insert_failed: 8 } }),
        silence(),
      ],
    ],
    [
      "interface-down! at server",
      [
        ...way().filter(({ kind, vantage }) => kind !== "local-routes" || vantage !== "server"),
        routesOf("server", [], {
          interfaces: [{ name: "eth0", addresses: [SERVER], mtu: 1500, state: "down", hasCarrier: false }],
        }),
        silence(),
      ],
    ],
    ["firewall-drops! at r1", [...refused("r2", "no-route"), firewall("r1", [rule()]), silence()]],
    [
      "firewall-rejects! at 192.0.2.10:80",
      [
        unreachable(2, { icmpErrorsIn: 1 }),
        pathProbe({
          reached: false,
          stoppedBy: { ttl: 2, address: "203.0.113.2", said: "admin-prohibited" },
        }),
      ],
    ],
    ["routing-loop! at 192.0.2.10:80", [pathProbe({ reached: false, isLooping: true }), silence()]],
  ])("%s", (verdict, evidence) => {
    expect(verdictOf(evidence)).toBe(verdict.replace("192.0.2.10:80", "shop.example:80"));
  });
});

describe("routes that lead to nowhere while another would arrive", () => {
  const strayed = (
    host: "client" | "r1",
    chosen: Evidence,
    others: readonly LocalRoute[],
    own: string[] = [],
  ) => [
    ...way({ there: { [host]: chosen } }).filter(
      ({ kind, vantage }) => kind !== "local-routes" || vantage !== host,
    ),
    routesOf(host, others, own.length === 0 ? {} : { interfaces: interfacesOf(host, own) }),
  ];
  const interfacesOf = (host: "client" | "r1", own: string[]) => [
    {
      name: "eth0",
      addresses: host === "client" ? ["198.51.100.9"] : own,
      mtu: 1500,
      state: "up",
      hasCarrier: true,
    },
    {
      name: "eth1",
      addresses: host === "client" ? own : ["203.0.113.1"],
      mtu: 1500,
      state: "up",
      hasCarrier: true,
    },
  ];

  test("a narrower route is what is wrong", () => {
    const chosen = decision("r1", { gateway: "203.0.113.77", device: "eth1", matchedPrefix: "192.0.2.0/25" });
    const evidence = [
      ...strayed("r1", chosen, [via("192.0.2.0/25", "203.0.113.77"), via("192.0.2.0/24", "203.0.113.2")]),
      silence(),
      neighbourAt("r1", "203.0.113.77", "incomplete"),
    ];
    expect(verdictOf(evidence)).toBe("wrong-route-preferred! at r1");
  });

  test("a range that a host has of its own behind another interface is used twice", () => {
    const chosen = decision("client", { gateway: null, device: "eth1" });
    const evidence = [
      ...strayed(
        "client",
        chosen,
        [
          { destination: "192.0.2.0/24", gateway: null, device: "eth1", metric: 0, type: "unicast" },
          via("0.0.0.0/0", "198.51.100.1", "eth0"),
        ],
        ["192.0.2.200"],
      ),
      silence(),
      neighbourAt("client", SERVER, "incomplete"),
    ];
    expect(verdictOf(evidence)).toBe("address-range-overlap! at client");
  });

  test("a network of its own that is too wide is a wrong prefix length", () => {
    const chosen = decision("client", { gateway: null, device: "eth1" });
    const wide = {
      destination: "192.0.0.0/16",
      gateway: null,
      device: "eth1",
      metric: 0,
      type: "unicast",
    } as const;
    const evidence = [
      ...strayed("client", chosen, [wide, via("0.0.0.0/0", "203.0.113.2", "eth1")], ["192.0.7.9"]),
      silence(),
      neighbourAt("client", SERVER, "incomplete"),
    ];
    expect(verdictOf(evidence)).toBe("subnet-mask-mismatch! at client");
  });
});

describe("address translation", () => {
  const forwarded = (host: Evidence, listeners: Parameters<typeof listening>[1]) => [
    ...portForward,
    host,
    listening("r2", listeners),
  ];
  test("that leads to a port where nothing listens, while the service's own port is served, is what is wrong", () => {
    const evidence = forwarded(refusal(), [listener({ port: 80 })]);
    expect(verdictOf(evidence)).toBe("destination-nat-wrong! at r1");
  });

  test("that leads to a port where nothing listens is likely wrong where the host serves another", () => {
    const evidence = forwarded(refusal(), [listener({ port: 9000 })]);
    expect(verdictOf(evidence)).toBe("destination-nat-wrong at r1");
  });

  test("that the answers pass by keeps them from being known", () => {
    const shortcut = decision("r2", { way: "back", destination: "198.51.100.9", gateway: null });
    const evidence = [...portForward, shortcut, silence()];
    expect(verdictOf(evidence)).toBe("reply-from-wrong-address! at r1");
  });
});

describe("near misses: what another host says of itself, or of another flow, proves nothing", () => {
  test.each<[string, readonly Evidence[]]>([
    ["a rule of a host that the flow does not pass", [...way(), firewall("app1", [rule()]), silence()]],
    ["a host elsewhere that does not forward", [...way(), seenAsEnd("app1"), silence()]],
    ["an end that does not forward", [...way(), settings("server", false), silence()]],
    ["a rule that depends on more", [...way(), firewall("r1", [rule({ isCertain: false })]), silence()]],
    [
      "a rule behind one that accepts",
      [...way(), firewall("r1", [rule()], { passes: { forward: true, back: true } }), silence()],
    ],
    ["an output rule of a router", [...way(), firewall("r1", [rule({ hook: "output" })]), silence()]],
    [
      "a full table of a host that the flow does not pass",
      [...way(), ...full("app1", 100, 0, "freeze"), silence(), ...full("app1", 100, 9, "thaw")],
    ],
    [
      "a full table that drops nothing",
      [...way(), ...full("r1", 100, 3, "freeze"), silence(), ...full("r1", 100, 3, "thaw")],
    ],
    [
      "a clash in the table of a router that does not translate",
      [
        ...way(),
        ...tables("r1", { statistics: { insert_failed: 2 } }, { statistics: { insert_failed: 8 } }),
        silence(),
      ],
    ],
    [
      "one packet that belonged to no connection",
      [...way(), ...tables("r1", { statistics: { invalid: 2 } }, { statistics: { invalid: 3 } }), silence()],
    ],
    ["a neighbour that answered", [...way(), silence(), neighbourAt("r2", SERVER, "complete")]],
    [
      "a server without a route to an address that a router translates",
      [
        ...way({ back: { server: decision("server", { way: "back", outcome: "no-route", device: null }) } }),
        firewall("r1", [masquerade]),
        silence(),
      ],
    ],
    [
      "routers that repeat and the destination answers",
      [pathProbe({ isLooping: true, reached: true }), silence()],
    ],
    [
      "a strict filter on the interface of the way back",
      [...way(), settings("server", false, { eth0: { rpFilter: 1 } }), silence()],
    ],
    [
      "a loose filter on another interface",
      [
        ...way({
          back: { server: decision("server", { way: "back", gateway: "192.0.2.1", device: "eth9" }) },
        }),
        settings("server", false, { eth0: { rpFilter: 2 } }),
        silence(),
      ],
    ],
  ])("%s", (_, evidence) => {
    expect(verdictOf(evidence)).not.toContain("!");
  });

  test("a router that drops while the connection is made is not what the request suffers by", () => {
    const evidence = [...way(), firewall("r1", [rule()]), connect()];
    expect(verdictOf(evidence)).not.toContain("firewall");
  });
});

function seenAsEnd(vantage: string): Evidence {
  return { ...settings("r1", false), vantage };
}

describe("taking evidence away never makes another cause certain", () => {
  const cases: Readonly<Record<string, readonly Evidence[]>> = {
    "firewall-drops": [...way(), firewall("r1", [rule()]), silence()],
    "router-not-forwarding": [...refused("r2", "unreachable"), settings("r2", false), silence()],
    "return-route-missing": [
      ...way({ back: { server: decision("server", { way: "back", outcome: "no-route", device: null }) } }),
      silence(),
    ],
    "neighbour-unresolved": [...way(), silence(), neighbourAt("r2", SERVER, "incomplete")],
    "destination-nat-wrong": [...portForward, refusal(), listening("r2", [listener({ port: 80 })])],
    "nat-ports-exhausted": [
      ...way(),
      firewall("r1", [masquerade]),
      ...tables("r1", { statistics: { insert_failed: 2 } }, { statistics: { insert_failed: 8 } }),
      silence(),
    ],
  };
  test.each(Object.entries(cases))("%s", (right, evidence) => {
    for (const gone of evidence) {
      const verdict = verdictOf(evidence.filter((one) => one !== gone));
      if (verdict.includes("!"))
        expect(verdict, `without ${gone.kind} of ${gone.vantage}`).toContain(`${right}!`);
    }
  });
});
