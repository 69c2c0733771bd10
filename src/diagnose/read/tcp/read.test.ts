import { describe, expect, test } from "vitest";
import { answered, askedFor, attempt, requestFor } from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import {
  again,
  attempted,
  connect,
  counters,
  home,
  listener,
  onLink,
  others,
  reading,
  refusal,
  silence,
  sockets,
  tracked,
  unreachable,
} from "../../../../test/tcp-records.ts";
import type { Evidence, PeerSockets, RequestAsked } from "../../../evidence/index.ts";
import { vocabulary } from "../../vocabulary/index.ts";
import { tcpReaders } from "./index.ts";

interface About {
  readonly server?: string | null;
  readonly asked?: Partial<RequestAsked>;
}

/** Names of what the readers find, `!name` for a no, `name?` for what is only suggested. */
function find(evidence: readonly Evidence[], { server = null, asked = {} }: About = {}): readonly string[] {
  const times = evidence.filter(({ kind }) => kind === "kernel-counters").map(({ observedAt }) => observedAt);
  const window = { from: Math.min(...times), until: Math.max(...times) };
  const request = requestFor({ asked: { ...askedFor, ...asked }, server, window });
  const found = tcpReaders.flatMap((read) => read(evidence, request));
  const words = found.map(({ name, holds, strength }) => {
    const weaker = strength === "suggests" && vocabulary[name].strength === "states";
    return `${holds ? "" : "!"}${name}${weaker ? "?" : ""}`;
  });
  return [...new Set(words)];
}

const passes = connect();

describe("the request's own connection", () => {
  test.each<[string, readonly Evidence[], string]>([
    ["silence", [silence()], "syn-unanswered"],
    ["a refusal", [refusal()], "connect-refused"],
    ["EHOSTUNREACH from the wire", [unreachable(3000, {})], "connect-unreachable"],
    ["EACCES from the wire", [connect({ outcome: "prohibited", errno: "EACCES" })], "connect-prohibited"],
    ["no route", [connect({ outcome: "no-route", errno: "ENETUNREACH" })], "no-route-to-address"],
    ["EPERM", [connect({ outcome: "denied-locally", errno: "EPERM" })], "connect-denied-locally"],
    ["EADDRNOTAVAIL", [connect({ outcome: "no-local-port", errno: "EADDRNOTAVAIL" })], "no-local-port"],
    ["EMFILE", [connect({ outcome: "no-descriptor", errno: "EMFILE" })], "no-descriptor"],
    ["a reset after the handshake", [passes, connect({ afterwards: "reset-by-peer" })], "connect-reset"],
    [
      "a close after the handshake",
      [passes, connect({ afterwards: "closed-by-peer" })],
      "connect-closed-at-once",
    ],
    [
      "a SYN that was sent again",
      [connect({}, { took: 1003, counted: { synRetransmissions: 1 } })],
      "syn-answered-late",
    ],
    [
      "an address without a route before one that is silent",
      [connect({ outcome: "no-route" }), silence()],
      "syn-unanswered",
    ],
  ])("%s is a symptom", (_, evidence, name) => {
    expect(find(evidence)).toContain(name);
  });

  test.each<[string, readonly Evidence[]]>([
    ["a connection", [passes]],
    ["a first address that refuses and a second that connects", [refusal(), passes]],
    [
      "a first address without a route and a second that connects",
      [connect({ outcome: "no-route" }), passes],
    ],
    ["a redirect's second connection", [passes, connect({ address: "192.0.2.11" })]],
    ["a try that is no attempt", again(1, "silent")],
    ["a long round trip with no SYN sent again", [connect({}, { took: 1100 })]],
    ["a connection that stays open", [passes, connect({ afterwards: "open" })]],
  ])("%s is none", (_, evidence) => {
    const symptoms = find(evidence).filter(
      (word) => !word.startsWith("!") && ["fails", "slows"].includes(effectOf(word.replace("?", ""))),
    );
    expect(symptoms).toEqual([]);
  });
});

const effectOf = (name: string): string =>
  Object.entries(vocabulary).find(([known]) => known === name)?.[1].abnormal?.effect ?? "";

describe("other tries", () => {
  test.each<[string, readonly Evidence[], readonly string[]]>([
    ["eight silences", [silence(), ...again(7, "silent")], ["!some-attempt-connects"]],
    ["one silence and one connection", [silence(), ...again(1, "connected")], ["some-attempt-connects"]],
    [
      "two silences among connections",
      [passes, ...again(2, "silent"), ...again(2, "connected")],
      ["tries-fail-at-times"],
    ],
    [
      "another port connects",
      [silence(), ...others("connected")],
      ["host-answers-otherwise", "!nothing-of-host-answers"],
    ],
    [
      "another port refuses, which a filter can do too",
      [silence(), ...others("refused")],
      ["host-answers-otherwise?"],
    ],
    [
      "five ports are silent",
      [silence(), ...others("silent")],
      ["!host-answers-otherwise?", "nothing-of-host-answers"],
    ],
  ])("%s", (_, evidence, names) => {
    expect(find(evidence)).toEqual(expect.arrayContaining([...names]));
  });

  test("what the first port of an address says is no word on the port that a redirect leads to", () => {
    const refused = connect({ outcome: "refused", errno: "ECONNREFUSED", handshake: null, port: 8081 });
    expect(find([passes, refused, attempted({ port: 80 })])).toContain("some-attempt-connects");
    expect(find([passes, refused, attempted({ port: 8081 })])).not.toContain("some-attempt-connects");
  });

  test.each<[string, readonly Evidence[], string]>([
    ["seven silences deny no success", again(7, "silent"), "!some-attempt-connects"],
    ["four silent ports are too few", others("silent", [22, 443, 8080, 49_200]), "nothing-of-host-answers"],
    [
      "one silence is chance",
      [passes, ...again(1, "silent"), ...again(5, "connected")],
      "tries-fail-at-times",
    ],
    ["fifteen answers deny no loss", again(15, "connected"), "!tries-fail-at-times"],
  ])("%s", (_, evidence, name) => {
    expect(find(evidence)).not.toContain(name);
  });

  test("a silence shorter than three round trips proves none", () => {
    const slow = Array.from({ length: 4 }, () => connect({}, { purpose: "difference", took: 150 }));
    expect(find([...slow, ...again(3, "silent")])).not.toContain("tries-fail-at-times");
  });

  test("a loss that another port shares is of the path, one that it does not share is not", () => {
    const lossy = [passes, ...again(3, "silent"), ...again(4, "connected")];
    const port22 = (end: "silent" | "refused", times: number) =>
      Array.from({ length: times }, () =>
        connect(
          { port: 22, isTargetPort: false, outcome: end === "silent" ? "timed-out" : "refused" },
          { purpose: "difference", took: end === "silent" ? 200 : 2 },
        ),
      );
    expect(find([...lossy, ...port22("silent", 3), ...port22("refused", 13)])).toContain(
      "other-port-fails-at-times",
    );
    expect(find([...lossy, ...port22("refused", 16)])).toContain("loss-spares-other-port");
    expect(find([...lossy, ...port22("refused", 15)])).not.toContain("loss-spares-other-port");
    // Five of forty: that all of them fall on this port, and none on sixteen of another, is chance one time in six.
    const rarely = [passes, ...again(5, "silent"), ...again(34, "connected")];
    expect(find([...rarely, ...port22("refused", 16)])).not.toContain("loss-spares-other-port");
    expect(find([...rarely, ...port22("refused", 48)])).toContain("loss-spares-other-port");
  });
});

describe("ICMP, as the counters of the host tell it", () => {
  const icmp = { icmpErrorsIn: 1 };
  test.each<[string, readonly Evidence[], readonly string[]]>([
    ["one refusal with an ICMP error", [refusal(icmp)], ["refusal-is-icmp?", "icmp-rejects-at-once"]],
    ["two of them", [refusal(icmp), ...again(1, "refused", icmp)], ["refusal-is-icmp"]],
    ["a refusal without", [refusal()], ["!refusal-is-icmp"]],
    [
      "EHOSTUNREACH at once from afar",
      [unreachable(2, icmp)],
      ["icmp-rejects-at-once?", "unreachable-said-by-router"],
    ],
    [
      "EHOSTUNREACH after three seconds from afar",
      [unreachable(3080, icmp)],
      ["!icmp-rejects-at-once", "!no-route-said"],
    ],
    [
      "EHOSTUNREACH once after the asking and once during it",
      [unreachable(2440, icmp), unreachable(49, icmp)],
      ["!icmp-rejects-at-once?"],
    ],
    ["ENETUNREACH from afar", [unreachable(2, icmp, "ENETUNREACH")], ["no-route-said"]],
    ["time exceeded", [unreachable(2, { timeExceededIn: 1 })], ["hops-run-out"]],
    [
      "the host's own word after asking in vain",
      [unreachable(3080, { icmpErrorsIn: 1, icmpErrorsOut: 1 })],
      ["!unreachable-said-by-router"],
    ],
  ])("%s", (_, evidence, names) => {
    expect(find(evidence)).toEqual(expect.arrayContaining([...names]));
  });
});

describe("what the host does to its own packets", () => {
  test.each<[string, readonly Evidence[], string]>([
    [
      "each SYN is held, three times",
      [silence({ heldPackets: 4 }), ...again(2, "silent", { heldPackets: 1 })],
      "own-host-holds-packets",
    ],
    ["held once", [silence({ heldPackets: 4 })], "own-host-holds-packets?"],
    ["none is held", [silence()], "!own-host-holds-packets"],
    [
      "no count of what is sent, but each retransmission failed",
      [silence({ heldPackets: null, failedRetransmissions: 3 })],
      "own-host-holds-packets?",
    ],
    [
      "rp_filter drops each time",
      [silence({ reversePathDrops: 4 }), ...again(2, "silent", { reversePathDrops: 1 })],
      "reverse-path-dropped",
    ],
    [
      "a reset goes out each time",
      [silence({ resetsSent: 4 }), ...again(2, "silent", { resetsSent: 1 })],
      "strange-answers-reset",
    ],
    ["EINVAL on the spot", [connect({ outcome: "no-route", errno: "EINVAL" })], "route-rejects"],
    ["ENETUNREACH on the spot", [connect({ outcome: "no-route", errno: "ENETUNREACH" })], "!route-rejects"],
  ])("%s", (_, evidence, name) => {
    expect(find(evidence)).toContain(name);
  });

  test("what strangers' packets may have done says nothing", () => {
    const now = [silence({ heldPackets: 4 }), ...again(3, "silent")];
    const found = find(now).filter((word) => word.includes("own-host-holds"));
    expect(found).toEqual([]);
  });

  test("fewer held packets than SYNs are not all ours", () => {
    expect(find([silence({ heldPackets: 2 })])).toContain("!own-host-holds-packets");
  });
});

describe("the first step of the way", () => {
  const arp = (state: "complete" | "incomplete", address: string) =>
    reading("neighbours", { entries: [{ address, device: "eth0", hardwareAddress: null, state }] }, "thaw");
  const at = (value: typeof home) => reading("local-routes", value, "freeze");
  const down = {
    ...home,
    interfaces: home.interfaces.map((one) => ({
      ...one,
      state: one.name === "lo" ? "unknown" : "down",
      hasCarrier: one.name === "lo",
    })),
  };
  const bare = {
    ...home,
    interfaces: home.interfaces.map((one) => (one.name === "lo" ? one : { ...one, addresses: [] })),
  };
  const detour = {
    ...home,
    routes: [
      ...home.routes,
      {
        destination: "192.0.2.10/32",
        gateway: "198.51.100.77",
        device: "eth0",
        metric: 0,
        type: "unicast" as const,
      },
    ],
  };
  test.each<[string, readonly Evidence[], readonly string[]]>([
    [
      "a gateway",
      [silence(), at(home)],
      [
        "next-hop-is-gateway",
        "!route-device-down",
        "!lacks-usable-address",
        "!every-interface-down",
        "!narrower-route-chosen",
      ],
    ],
    ["the own link", [silence(), at(onLink)], ["!next-hop-is-gateway", "!narrower-route-chosen"]],
    ["no carrier", [silence(), at(down)], ["route-device-down", "every-interface-down"]],
    ["no address", [silence(), at(bare)], ["lacks-usable-address"]],
    ["a route of its own for this address", [silence(), at(detour)], ["narrower-route-chosen"]],
    [
      "an open question to the gateway",
      [at(home), silence(), arp("incomplete", "198.51.100.1")],
      ["next-hop-unresolved"],
    ],
    [
      "an answered question",
      [at(home), silence(), arp("complete", "198.51.100.1")],
      ["!next-hop-unresolved?"],
    ],
    [
      "the kernel gave its neighbour up",
      [unreachable(3080, { icmpErrorsIn: 1, icmpErrorsOut: 1 })],
      ["next-hop-unresolved"],
    ],
  ])("%s", (_, evidence, names) => {
    expect(find(evidence)).toEqual(expect.arrayContaining([...names]));
  });

  test.each<[string, readonly Evidence[]]>([
    ["another host of the link", [at(onLink), silence(), arp("incomplete", "192.0.2.77")]],
    ["a question from before the request", [at(home), arp("incomplete", "198.51.100.1"), silence()]],
    [
      "a filter of this host that answers at once",
      [unreachable(2, { icmpErrorsIn: 1, icmpErrorsOut: 1, heldPackets: 1 })],
    ],
  ])("%s says nothing of the next hop", (_, evidence) => {
    expect(find(evidence)).not.toContain("next-hop-unresolved");
  });
});

describe("the server's own sockets", () => {
  const own = { server: "client" };
  const both = (value: Parameters<typeof sockets>[0]) => [sockets(value), sockets(value, "thaw")];
  test.each<[string, readonly Evidence[], readonly string[]]>([
    [
      "a listener on every address",
      both({ listeners: [listener()] }),
      ["listener-on-port", "!listener-on-other-address-only"],
    ],
    [
      "a listener on `::`, which may take IPv4",
      both({ listeners: [listener({ address: "::" })] }),
      ["listener-on-port?"],
    ],
    ["none at all", both({}), ["!listener-on-port", "!listener-on-other-address-only"]],
    [
      "one on loopback",
      both({ listeners: [listener({ address: "127.0.0.1" })] }),
      ["!listener-on-port", "listener-on-other-address-only"],
    ],
    [
      "a queue that waits at both ends",
      both({ listeners: [listener({ acceptQueue: 3 })] }),
      ["listener-queue-waits"],
    ],
    [
      "half-made connections",
      both({ listeners: [listener({ byState: { "SYN-RECV": 100 } })] }),
      ["half-made-connections-pile-up"],
    ],
    [
      "no descriptor left",
      both({ listeners: [listener({ openFiles: { used: 64, soft: 64 } })] }),
      ["descriptors-used-up"],
    ],
  ])("%s", (_, evidence, names) => {
    expect(find([refusal(), ...evidence], own)).toEqual(expect.arrayContaining([...names]));
  });

  test.each<[string, readonly Evidence[], string]>([
    ["a list that is cut short denies nothing", both({ listsEveryListener: false }), "!listener-on-port"],
    [
      "a listener that came later",
      [sockets({}), sockets({ listeners: [listener()] }, "thaw")],
      "listener-on-port",
    ],
    [
      "a queue that waits once",
      [sockets({ listeners: [listener({ acceptQueue: 3 })] }), sockets({ listeners: [listener()] }, "thaw")],
      "listener-queue-waits",
    ],
    [
      "99 half-made connections",
      both({ listeners: [listener({ byState: { "SYN-RECV": 99 } })] }),
      "half-made-connections-pile-up",
    ],
  ])("%s", (_, evidence, name) => {
    expect(find([refusal(), ...evidence], own)).not.toContain(name);
  });

  test("the sockets of a client say nothing of the server", () => {
    expect(find([refusal(), ...both({})])).not.toContain("!listener-on-port");
  });
});

describe("counters, between the first reading and the last", () => {
  const overflow = counters({ TcpExtListenOverflows: 3 }, { TcpExtListenOverflows: 9 });
  const calm = counters({ TcpExtListenOverflows: 3 }, { TcpExtListenOverflows: 3 });
  const lossy = counters(
    { TcpRetransSegs: 5, TcpExtTCPSynRetrans: 5 },
    { TcpRetransSegs: 9, TcpExtTCPSynRetrans: 5 },
  );
  const onlySyns = counters(
    { TcpRetransSegs: 5, TcpExtTCPSynRetrans: 5 },
    { TcpRetransSegs: 9, TcpExtTCPSynRetrans: 9 },
  );
  const dropped = counters({ nf_conntrack_drop: 0 }, { nf_conntrack_drop: 4 });
  test.each<[string, readonly Evidence[], string]>([
    ["an overflow", [overflow.first, overflow.last], "listen-queue-overflowed"],
    ["none", [calm.first, calm.last], "!listen-queue-overflowed"],
    ["data was sent again", [lossy.first, lossy.last], "stall-has-losses?"],
    ["only SYNs were", [onlySyns.first, onlySyns.last], "!stall-has-losses?"],
    ["a full table dropped", [dropped.first, tracked(100), dropped.last], "conntrack-dropped"],
    ["a table with room", [tracked(20), tracked(20, "thaw")], "!conntrack-dropped"],
    ["no table at all", [tracked(null), tracked(null, "thaw")], "!conntrack-dropped"],
  ])("%s", (_, evidence, name) => {
    expect(find(evidence)).toContain(name);
  });

  test.each<[string, readonly Evidence[]]>([
    ["a full table that makes room", [tracked(100), tracked(100, "thaw")]],
    ["drops below the limit, which are a helper's", [dropped.first, tracked(50), dropped.last]],
  ])("%s has not dropped", (_, evidence) => {
    expect(find(evidence)).not.toContain("conntrack-dropped");
  });
});

describe("piles of sockets", () => {
  const peer = (byState: PeerSockets["byState"], more: Partial<PeerSockets> = {}): PeerSockets => ({
    peer: "192.0.2.10:80",
    byState,
    retransmitting: 0,
    probingZeroWindow: 0,
    ...more,
  });
  test.each<[string, readonly Evidence[], string]>([
    [
      "TIME_WAIT over half of the range",
      [sockets({ byPeer: [peer({ "TIME-WAIT": 14_117 })] })],
      "time-wait-piled-up",
    ],
    ["nearly all ports", [passes, sockets({ byPeer: [peer({ ESTAB: 25_500 })] })], "local-ports-used-up"],
    [
      "CLOSE_WAIT at both ends",
      [sockets({ byState: { "CLOSE-WAIT": 1000 } }), sockets({ byState: { "CLOSE-WAIT": 1001 } }, "thaw")],
      "close-wait-piled-up",
    ],
    [
      "a window that the request closed",
      [
        passes,
        sockets({}),
        sockets({ byPeer: [peer({ "FIN-WAIT-1": 1 }, { probingZeroWindow: 1 })] }, "thaw"),
      ],
      "peer-window-closed",
    ],
    [
      "data that the request left behind",
      [passes, sockets({}), sockets({ byPeer: [peer({ "FIN-WAIT-1": 1 }, { retransmitting: 1 })] }, "thaw")],
      "data-unacknowledged",
    ],
  ])("%s", (_, evidence, name) => {
    expect(find(evidence)).toContain(name);
  });

  test.each<[string, readonly Evidence[]]>([
    ["half of the range", [sockets({ byPeer: [peer({ "TIME-WAIT": 14_116 })] })]],
    [
      "30,000 TIME_WAIT of many peers",
      [sockets({ byState: { "TIME-WAIT": 30_000 }, byPeer: [peer({ "TIME-WAIT": 2_000 })] })],
    ],
    [
      "CLOSE_WAIT that goes away",
      [sockets({ byState: { "CLOSE-WAIT": 1000 } }), sockets({ byState: { "CLOSE-WAIT": 999 } }, "thaw")],
    ],
    ["99 connections in the making", [sockets({ byState: { "SYN-SENT": 99 } })]],
    [
      "a stranger's retransmissions",
      [
        passes,
        sockets({}),
        sockets({ byPeer: [{ ...peer({}), peer: "192.0.2.77:80", retransmitting: 4 }] }, "thaw"),
      ],
    ],
  ])("%s stand out in nothing", (_, evidence) => {
    expect(
      find(evidence).filter((word) => !word.startsWith("!") && word !== "some-attempt-connects"),
    ).toEqual([]);
  });
});

describe("sizes and times", () => {
  const upload = {
    requestBodyOctets: 50_000,
    sentOctets: 50_000,
    outcome: "no-answer",
    status: null,
  } as const;
  test("a large body without an answer, and a small request with one", () => {
    const found = find([...attempt({ exchange: upload }), ...attempt({}, "difference")]);
    expect(found).toEqual(expect.arrayContaining(["large-vanishes", "small-passes"]));
  });

  test("a small request without an answer is no matter of size", () => {
    expect(find(attempt({ exchange: { outcome: "no-answer", status: null } }))).not.toContain(
      "large-vanishes",
    );
  });

  test("a large exchange that passes denies it", () => {
    expect(find(attempt({ exchange: { ...answered, bodyOctets: 90_000 } }))).toContain("!large-vanishes");
  });

  test("round trips that take the time explain it, quick ones do not", () => {
    const missed = attempted({ failedAt: "deadline", took: 400 });
    expect(find([connect({}, { took: 180 }), missed])).toContain("round-trip-explains-wait");
    expect(find([connect({}, { took: 2 }), missed])).toContain("!round-trip-explains-wait");
  });

  test("a reset sooner than half of a round trip is not the peer's", () => {
    const reset = (took: number) => attempt({ exchange: { outcome: "reset", status: null, took } });
    const far = connect({}, { took: 40 });
    expect(find([far, ...reset(5)])).toContain("reset-sooner-than-round-trip");
    expect(find([far, ...reset(25)])).toContain("!reset-sooner-than-round-trip");
  });
});

describe("families", () => {
  const lookup = (addresses: readonly string[]) =>
    exampleRecord(
      "e900001",
      "name-lookup",
      {
        name: "shop.example",
        rules: "glibc",
        outcome: "resolved",
        error: null,
        source: "dns",
        addresses,
        answeredName: "shop.example",
        canonicalName: null,
        questions: [],
        took: 1,
      } as never, // Fields of later versions of the kind do not matter here.
      { boundary: "dns" },
    );
  const both = lookup(["2001:db8::10", "192.0.2.10"]);
  const dead = connect({ address: "2001:db8::10", outcome: "timed-out" });
  const served = attempted({ answeredProperly: true, failedAt: null });
  test("IPv6 that serves nowhere while IPv4 does", () => {
    expect(find([both, dead, passes, served])).toContain("ipv6-serves-nowhere");
  });

  test.each<[string, readonly Evidence[]]>([
    [
      "a family without a route",
      [both, connect({ address: "2001:db8::10", outcome: "no-route" }), passes, served],
    ],
    [
      "a family without a route, by the attempt that fails for it",
      [
        both,
        connect({ address: "2001:db8::10", outcome: "no-route" }),
        attempted({ address: "2001:db8::10", answeredProperly: false, failedAt: "connect" }),
        passes,
        served,
      ],
    ],
    [
      "one of two IPv6 addresses",
      [lookup(["2001:db8::10", "2001:db8::11", "192.0.2.10"]), dead, passes, served],
    ],
    ["both families alike", [both, dead, silence(), attempted()]],
  ])("%s is none", (_, evidence) => {
    expect(find(evidence)).not.toContain("ipv6-serves-nowhere");
  });
});

describe("what another host says of itself", () => {
  const elsewhere = (records: readonly Evidence[]) => records.map((one) => ({ ...one, vantage: "router" }));
  const rise = counters(
    { TcpRetransSegs: 1, TcpExtTCPOFOQueue: 0 },
    { TcpRetransSegs: 90, TcpExtTCPOFOQueue: 7 },
  );

  test.each<[string, readonly Evidence[]]>([
    ["its routes and links", [reading("local-routes", home, "freeze")]],
    [
      "its neighbours",
      [
        reading(
          "neighbours",
          {
            entries: [{ address: "192.0.2.10", device: "eth0", hardwareAddress: null, state: "incomplete" }],
          },
          "thaw",
        ),
      ],
    ],
    [
      "its sockets",
      ["freeze" as const, "thaw" as const].map((end) =>
        sockets({ byState: { "CLOSE-WAIT": 5000, "SYN-SENT": 500 }, listeners: [listener()] }, end),
      ),
    ],
    ["its retransmissions", [rise.first, rise.last]],
  ])("says nothing of the client: %s", (_, records) => {
    expect(find([silence(), ...elsewhere(records)])).toEqual(find([silence()]));
  });

  test("is said of that host where it says it of a counter: over its own readings, whenever they were made", () => {
    const overflow = counters({ TcpExtListenOverflows: 3 }, { TcpExtListenOverflows: 9 });
    const still = counters({ TcpExtListenOverflows: 3 }, { TcpExtListenOverflows: 3 });
    const evidence = [...elsewhere([overflow.first]), still.first, still.last, ...elsewhere([overflow.last])];
    expect(find(evidence)).toContain("listen-queue-overflowed");
    expect(find([still.first, still.last])).not.toContain("listen-queue-overflowed");
  });
});
