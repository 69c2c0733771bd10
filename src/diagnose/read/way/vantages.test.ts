import { describe, expect, test } from "vitest";
import { connect, silence } from "../../../../test/tcp-records.ts";
import {
  decision,
  firewall,
  neighbourAt,
  pathProbe,
  routesOf,
  rule,
  SERVER,
  seenAt,
  tables,
  way,
} from "../../../../test/way-records.ts";
import { wayRequest } from "../../../../test/way-request.ts";
import type { Evidence, FirewallMatch, InterfaceCounters, LocalRoutes } from "../../../evidence/index.ts";
import { neighbourOf } from "../../way.ts";
import { wayReaders } from "./index.ts";

/** What the readers of the way say of one proposition: `name?` for what is only suggested, with its host. */
const said = (name: string, evidence: readonly Evidence[]): readonly string[] =>
  wayReaders
    .flatMap((read) => read(evidence, wayRequest))
    .filter((one) => one.name === name)
    .map(({ holds, strength, at }) => `${holds ? "" : "!"}${strength} ${at ?? "-"}`);

/** Frames that came in at a host's interfaces, at one end of the run. */
const counted = (
  host: string,
  packets: Readonly<Record<string, number>>,
  purpose: "freeze" | "thaw",
): Evidence => {
  const none = { packets: 0, octets: 0, errors: 0, dropped: 0 };
  const interfaces: InterfaceCounters["interfaces"] = Object.entries(packets).map(([name, count]) => ({
    name,
    kind: null,
    received: { ...none, packets: count },
    sent: none,
    carrierChanges: null,
    queue: null,
  }));
  return { ...seenAt(host, "interface-counters", { interfaces, softnet: null }, purpose), ...later(purpose) };
};

/** What is read last is newer than each try. */
const later = (purpose: "freeze" | "thaw") => ({ observedAt: purpose === "freeze" ? 1 : Number.MAX_VALUE });

const silentTries = (droppedArrivals = 0) =>
  Array.from({ length: 4 }, () => ({
    ...silence({ droppedArrivals }),
    vantage: "client",
  }));

describe("a route that was put before a wider one leads to a gateway that nobody looked from", () => {
  const there = {
    r1: decision("r1", { gateway: "203.0.113.77", device: "eth1", matchedPrefix: `${SERVER}/32` }),
  };
  const general = {
    destination: "192.0.2.0/24",
    gateway: "203.0.113.2",
    device: "eth1",
    metric: 0,
    type: "unicast",
  } as const;
  const atRouter = [
    ...way({ there }).filter(({ kind, vantage }) => kind !== "local-routes" || vantage !== "r1"),
    routesOf("r1", [general]),
    ...silentTries(),
  ];

  test("and nothing comes to the server: it is the wrong one", () => {
    const readings = [counted("server", { eth0: 7 }, "freeze"), counted("server", { eth0: 8 }, "thaw")];
    expect(said("wrong-route-here", [...atRouter, ...readings])).toEqual(["states r1"]);
  });

  test("and packets come to the server: it only may be", () => {
    const readings = [counted("server", { eth0: 7 }, "freeze"), counted("server", { eth0: 60 }, "thaw")];
    expect(said("wrong-route-here", [...atRouter, ...readings])).toEqual(["suggests r1"]);
    expect(said("wrong-route-here", atRouter)).toEqual(["suggests r1"]);
  });

  test("and it is no narrower than any other: nothing is said", () => {
    const wide = {
      r1: decision("r1", { gateway: "203.0.113.77", device: "eth1", matchedPrefix: "192.0.2.0/24" }),
    };
    const same = [
      ...way({ there: wide }).filter(({ kind, vantage }) => kind !== "local-routes" || vantage !== "r1"),
      routesOf("r1", [general]),
      ...silentTries(),
    ];
    expect(said("wrong-route-here", same)).toEqual([]);
  });
});

describe("of two vantages with one address the one is the neighbour", () => {
  const withHardware = (host: string, address: string, hardwareAddress: string): Evidence => {
    const link = { mtu: 1500, state: "up", hasCarrier: true };
    const value: LocalRoutes = {
      routes: [],
      listsEveryRoute: true,
      interfaces: [{ name: "eth0", addresses: [address], hardwareAddress, ...link }],
      otherAddresses: [],
      hasDefault: { ipv4: true, ipv6: false },
    };
    return seenAt(host, "local-routes", value);
  };
  const heard = (hardwareAddress: string): Evidence =>
    seenAt("client", "neighbours", {
      entries: [{ address: "192.168.1.1", device: "eth0", hardwareAddress, state: "complete" }],
    });
  const near = withHardware("near", "192.168.1.1", "02:00:00:00:00:01");
  const far = withHardware("far", "192.168.1.1", "02:00:00:00:00:02");
  const of = { vantage: "client", address: "192.168.1.1", device: "eth0" };

  test("whose hardware address answered", () => {
    expect(neighbourOf([near, far, heard("02:00:00:00:00:02")], of)).toBe("far");
    expect(neighbourOf([near, far, heard("02:00:00:00:00:01")], of)).toBe("near");
  });

  test("and none, where another hardware address answered than that of the only one", () => {
    expect(neighbourOf([far, heard("02:00:00:00:00:03")], of)).toBeNull();
  });

  test("and another vantage, where that answers for the address: a router may for who is behind it", () => {
    const router = withHardware("router", "192.168.1.254", "02:00:00:00:00:03");
    expect(neighbourOf([far, router, heard("02:00:00:00:00:03")], of)).toBe("router");
  });

  test("that has heard from it too, where the network answers for both as clouds do", () => {
    const own = withHardware("client", "192.168.1.9", "02:00:00:00:00:09");
    const back = seenAt("far", "neighbours", {
      entries: [
        { address: "192.168.1.9", device: "eth0", hardwareAddress: "12:34:56:78:9a:bc", state: "complete" },
      ],
    });
    expect(neighbourOf([own, far, back, heard("12:34:56:78:9a:bc")], of)).toBe("far");
    expect(neighbourOf([own, far, heard("12:34:56:78:9a:bc")], of)).toBeNull();
  });

  test("by its address alone, where no hardware address is known", () => {
    expect(neighbourOf([far], of)).toBe("far");
    expect(neighbourOf([near, far], of)).toBeNull();
  });
});

describe("two hardware addresses that answer for one address", () => {
  const link = { mtu: 1500, state: "up", hasCarrier: true };
  const claims = seenAt("client", "address-conflict", {
    address: SERVER,
    interface: "eth0",
    asked: 3,
    answers: ["02:00:00:00:00:0a", "02:00:00:00:00:0b"].map((hardwareAddress) => ({
      hardwareAddress,
      count: 2,
    })),
  });
  const withCards = (...cards: readonly string[]) =>
    routesOf("server", [], {
      interfaces: cards.map((hardwareAddress, index) => ({
        name: `eth${index}`,
        addresses: [index === 0 ? SERVER : "192.0.2.11"],
        hardwareAddress,
        ...link,
      })),
    });

  test("are no conflict where one host has both", () => {
    const evidence = [claims, withCards("02:00:00:00:00:0a", "02:00:00:00:00:0b")];
    expect(said("address-claimed-twice", evidence)).toEqual(["!states -"]);
  });

  test("are two hosts' where one that was looked from has only the one", () => {
    const evidence = [claims, withCards("02:00:00:00:00:0a", "02:00:00:00:00:0c")];
    expect(said("address-claimed-twice", evidence)).toEqual(["states -"]);
    expect(said("claimants-are-apart", evidence)).toEqual(["states -"]);
  });

  test("are one host's where one answers what is sent to both, and two where each answers for itself", () => {
    const cards = ["02:00:00:00:00:0a", "02:00:00:00:00:0b"];
    const echoed = (by: readonly (string | null)[]) =>
      seenAt("client", "address-conflict", {
        address: SERVER,
        interface: "eth0",
        asked: 2,
        answers: cards.map((hardwareAddress, index) => ({
          hardwareAddress,
          count: 2,
          echoAnsweredBy: by[index] ?? null,
        })),
      });
    expect(said("address-claimed-twice", [echoed(cards)])).toEqual(["states -"]);
    expect(said("address-claimed-twice", [echoed([cards[1] ?? null, cards[1] ?? null])])).toEqual([
      "!states -",
    ]);
    expect(said("address-claimed-twice", [echoed([cards[0] ?? null, null])])).toEqual(["suggests -"]);
  });

  test("may be one host's where nobody looked from it, unless its port answers now so and now so", () => {
    expect(said("claimants-are-apart", [claims])).toEqual([]);
    const differing = [connect(), connect({ outcome: "refused", errno: "ECONNREFUSED" })];
    expect(said("claimants-are-apart", [claims, ...differing])).toEqual(["suggests -"]);
  });
});

test("a policy that lets nothing through is a router that does not forward, whatever other chains hold", () => {
  const policy = (passingRules: number) =>
    firewall("r1", [
      rule({ isPolicy: true, handle: null, rule: "policy drop;", passingRules }),
      rule({ way: "back", isPolicy: true, handle: null, rule: "policy drop;", passingRules }),
    ]);
  expect(said("forwarding-is-off", [...way(), policy(0)])).toEqual(["states r1"]);
  expect(said("forwarding-is-off", [...way(), policy(2)])).toEqual(["suggests r1"]);
});

describe("a rule of a router that resets connections which stand", () => {
  const reset = (value: Partial<FirewallMatch>) =>
    rule({ verdict: "reject-reset", rule: "ct state established reject with tcp reset", ...value });
  const atRouter = (host: string, value: Partial<FirewallMatch>) =>
    firewall(host, [], { whenEstablished: [reset(value)] });

  test("is said where it is certain, or counted packets in the meantime", () => {
    expect(said("filter-resets-flow", [...way(), atRouter("r1", {})])).toEqual(["states r1"]);
    const uncertain = { isCertain: false };
    const both = [atRouter("r1", { ...uncertain, packets: 4 }), atRouter("r1", { ...uncertain, packets: 9 })];
    expect(said("filter-resets-flow", [...way(), ...both])).toEqual(["states r1"]);
  });

  test("is not said where it counted nothing, or stands at an end or beside the way", () => {
    const idle = [atRouter("r1", { packets: 4 }), atRouter("r1", { packets: 4 })];
    expect(said("filter-resets-flow", [...way(), ...idle])).toEqual([]);
    expect(said("filter-resets-flow", [...way(), atRouter("server", {})])).toEqual([]);
    expect(said("filter-resets-flow", [...way(), atRouter("elsewhere", {})])).toEqual([]);
  });

  test("is only suggested where it counts and was read once", () => {
    expect(said("filter-resets-flow", [...way(), atRouter("r1", { packets: 4 })])).toEqual(["suggests r1"]);
  });

  test("is only suggested where it depends on what nobody knows", () => {
    expect(said("filter-resets-flow", [...way(), atRouter("r1", { isCertain: false })])).toEqual([
      "suggests r1",
    ]);
  });
});

describe("answers that a rule of the client drops as they come in by another interface", () => {
  const drop = rule({ way: "back", hook: "prerouting", rule: "fib saddr . iif oif missing drop" });
  const filter = (passes = true) =>
    firewall("client", [], {
      passes: { forward: true, back: passes },
      byOtherInterfaces: [
        { device: "eth2", match: drop },
        { device: "eth1", match: drop },
      ],
    });
  const arriving = (packets: number) => [
    counted("client", { eth0: 1, eth1: 1, eth2: 1 }, "freeze"),
    counted("client", { eth0: 9, eth1: 1 + packets, eth2: 1 }, "thaw"),
  ];

  test("are said where some were dropped at each try, and that interface had so many", () => {
    const evidence = [filter(), ...silentTries(4), ...arriving(8)];
    expect(said("reverse-path-dropped", evidence)).toEqual(["states client"]);
  });

  test("are not said where nothing came in by it, nothing was dropped, or the rules stop all answers", () => {
    expect(said("reverse-path-dropped", [filter(), ...silentTries(4), ...arriving(0)])).toEqual([]);
    expect(said("reverse-path-dropped", [filter(), ...silentTries(3), ...arriving(8)])).toEqual([]);
    expect(said("reverse-path-dropped", [filter(false), ...silentTries(4), ...arriving(8)])).toEqual([]);
  });

  test("are only suggested by few tries", () => {
    const evidence = [filter(), ...silentTries(4).slice(0, 1), ...arriving(8)];
    expect(said("reverse-path-dropped", evidence)).toEqual(["suggests client"]);
  });
});

test("the interface that bears a dead gateway's address is down, at the router that has it", () => {
  const tried = { ...connect({ outcome: "unreachable" }), vantage: "client", observedAt: 0 };
  const routes = (state: string) =>
    routesOf("r2", [], {
      interfaces: [{ name: "eth0", addresses: ["203.0.113.2"], mtu: 1500, state, hasCarrier: null }],
    });
  const found = (state: string) =>
    said("device-here-down", [
      ...way().filter(({ kind, vantage }) => kind !== "local-routes" || vantage !== "r2"),
      tried,
      routes(state),
      neighbourAt("r1", "203.0.113.2", "incomplete"),
    ]);
  expect(found("down")).toEqual(["states r2"]);
  expect(found("up")).toEqual([]);
});

test("a tracker with a timer of a second forgets a connection whose answer takes longer", () => {
  const asked = { ...connect(), id: "e900000" };
  const exchange = (took: number, outcome: "no-answer" | "answered"): Evidence => ({
    ...asked,
    kind: "http-exchange",
    // Only what the reader asks for.
    value: {
      onConnection: 1,
      idleBefore: 0,
      outcome,
      took,
      phases: { firstByte: null, transfer: null },
    } as never,
  });
  const timer = { establishedTimeout: 1, statistics: { invalid: 2 } };
  const readings = tables("r1", timer, { ...timer, statistics: { invalid: 9 } });
  const found = (took: number, outcome: "no-answer" | "answered") =>
    said("tracker-forgets-sooner", [...way(), ...readings, exchange(took, outcome)]);
  expect(found(8000, "no-answer")).toEqual(["states r1"]);
  expect(found(500, "no-answer")).toEqual([]);
  expect(found(8000, "answered")).toEqual([]);
});

test("a filter at a router behind one that nobody looked from is met where the packets themselves came by", () => {
  const unseen = way({ there: { r1: null }, back: { r1: null } }).filter(({ vantage }) => vantage !== "r1");
  const drops = firewall("r2", [rule()]);
  const told = (address: string): Evidence =>
    pathProbe({ hops: [{ ttl: 2, addresses: [{ address, count: 3, isPrivate: false }] } as never] });
  const found = (probe: readonly Evidence[]) => said("filter-drops-flow", [...unseen, drops, ...probe]);
  expect(found([told("203.0.113.2")])).toEqual(["states r2"]);
  expect(found([told("203.0.113.99")])).toEqual(["suggests r2"]);
  expect(found([])).toEqual(["suggests r2"]);
});
